-- Inserts a run that starts with results of another: its history row, its row in the queue, its first events and copies of
-- the steps that are taken over, all in one statement, so that no worker ever sees it half inserted. Its log says more than
-- that it was accepted, so that the worker looks for steps which have ended. A pipeline that is gone leaves no row.
-- A workspace that has no room for it by its quotas answers `over` (as queue/enqueue/sql/insert-runs.sql does).
--
--   :run     the run: what a row of it is given
--   :events  its first two events
--   :done    nodes whose result is taken over
--   :begun   maps, loops and sub-pipelines of which is taken over what ended inside: their steps, and the parts of a list
--            that succeeded as runs of their own
WITH asked AS (
  SELECT * FROM json_to_record(:run::json) AS x(/* include: inserted with types */)
), pipelines AS MATERIALIZED (
  SELECT id FROM "Pipeline" WHERE id IN (SELECT "pipelineId" FROM asked) FOR KEY SHARE
), refused AS MATERIALIZED (
  SELECT r.over FROM "Quota" q, LATERAL "refuseRuns"(q."workspaceId", json_build_array(:run::json)) r
  WHERE q."workspaceId" = (SELECT "workspaceId" FROM asked)
), inserted AS (
  INSERT INTO "Run" (/* include: inserted */, "lastSeq")
  SELECT /* include: inserted of a */, 2
  FROM asked a JOIN pipelines p ON p.id = a."pipelineId"
  WHERE NOT EXISTS (SELECT 1 FROM refused)
  RETURNING id, "workspaceId", "resumedFrom"
), queued AS (
  INSERT INTO "Queue" ("runId", "workspaceId", token, "lastSeq") SELECT id, "workspaceId", 1, 2 FROM inserted
), first_events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, events) SELECT id, 2, 1, :events::json FROM inserted
), taken AS (
  INSERT INTO "Step" ("runId", /* include: copied step */, "reusedFrom")
  SELECT inserted.id, /* include: copied step of s */, coalesce(s."reusedFrom", s."runId")
  FROM inserted JOIN "Step" s ON s."runId" = inserted."resumedFrom"
  WHERE (s."nodeId" = ANY(:done::text[]) AND s.iteration = '')
     OR (split_part(s."nodeId", '/', 1) = ANY(:begun::text[]) AND strpos(s."nodeId", '/') > 0
         AND (s.status = 'succeeded' OR (s.status = 'failed' AND s.output IS NOT NULL)))
  RETURNING 1
), parts AS (
  INSERT INTO "Run" (id, "parentId", "resumedFrom", /* include: copied */)
  SELECT gen_random_uuid()::text, inserted.id, coalesce(c."resumedFrom", c.id), /* include: copied of c */
  FROM inserted JOIN "Run" c ON c."parentId" = inserted."resumedFrom"
  WHERE c.status = 'succeeded' AND split_part(c."parentNode", '/', 1) = ANY(:begun::text[])
)
SELECT inserted.id, (SELECT count(*)::int FROM taken) AS reused, NULL::json AS over FROM inserted
UNION ALL
SELECT '', 0, over FROM refused
