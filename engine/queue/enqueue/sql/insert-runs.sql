-- Inserts runs, their rows in the queue and their first event. A run whose idempotency key is taken, or whose pipeline does
-- not exist, or whose API key is not valid any more, is left out; the others are answered. The lock on the pipelines is what
-- a foreign key would take, once for all runs of a batch.
--
-- Quotas (platform/quotas): a run for which its workspace has no room is answered with `over`, which says why. A workspace
-- that has a quota of runs has its row of "Quota" held until the commit (the function refuseRuns), so that no number of
-- statements at once accepts more than that; the rows are taken in one order. The function is not given the inputs, which
-- may be megabytes.
--
-- Notify: with the commit, and only when all runs were inserted: no worker may start a run that was not accepted.
-- Inline claims (engine/queue/inline-claim.ts): a run that goes along with its wake-up is inserted with the token under
-- which the worker that claims it inline writes; the others with 0.
-- Times: a child run is not accepted before the last event of its parent, whose worker counts the time by itself.
--
--   :runs      the runs: what a row of theirs is given, with `keyProof`, the API key that has to be valid and may
--              do what it could, and `token`
--   :channels  what to NOTIFY with the commit: channels,
--   :payloads  and what goes on each
--   :isAsync   the commit need not wait for the disk
WITH asked AS (
  SELECT * FROM json_to_recordset(:runs::json) AS x(/* include: inserted with types */, "keyProof" text, token int)
), valid_keys AS MATERIALIZED (
  SELECT id || '.' || rights AS proof FROM "ApiKey"
  WHERE id = ANY(ARRAY(SELECT DISTINCT split_part("keyProof", '.', 1) FROM asked)) AND "revokedAt" IS NULL
    AND ("expiresAt" IS NULL OR "expiresAt" > now())
), pipelines AS MATERIALIZED (
  SELECT id, "workspaceId" FROM "Pipeline" WHERE id = ANY(ARRAY(SELECT "pipelineId" FROM asked)) FOR KEY SHARE
), refused AS MATERIALIZED (
  SELECT r.id, r.over
  FROM (SELECT "workspaceId" FROM "Quota"
        WHERE "workspaceId" = ANY(ARRAY(SELECT DISTINCT "workspaceId" FROM asked WHERE "parentId" IS NULL))
          AND ("runsPerDay" IS NOT NULL OR "runsAtOnce" IS NOT NULL)
        ORDER BY "workspaceId" OFFSET 0) q,
       LATERAL (SELECT json_agg(json_build_object('id', id, 'workspaceId', "workspaceId", 'pipelineId', "pipelineId",
                                                  'idempotencyKey', "idempotencyKey", 'keyProof', "keyProof")) AS runs
                FROM asked WHERE asked."workspaceId" = q."workspaceId" AND "parentId" IS NULL) of_it,
       LATERAL "refuseRuns"(q."workspaceId", of_it.runs) r
), inserted AS (
  INSERT INTO "Run" (/* include: inserted */, "lastSeq", "createdAt")
  SELECT /* include: inserted of a */, 1, CASE WHEN a."parentId" IS NULL THEN now() ELSE greatest(now(), (
    SELECT e.at FROM "RunEvent" e WHERE e."runId" = a."parentId" ORDER BY e.seq DESC LIMIT 1)) END
  FROM asked a JOIN pipelines p ON p.id = a."pipelineId" AND p."workspaceId" = a."workspaceId"
  WHERE (a."keyProof" IS NULL OR a."keyProof" IN (SELECT proof FROM valid_keys)) AND a.id NOT IN (SELECT id FROM refused)
  ON CONFLICT DO NOTHING
  RETURNING id, "workspaceId", "createdAt", "parentId", "parentNode" || E'\n' || "parentIteration" AS "parentStep", "queueSeconds"
), queued AS (
  INSERT INTO "Queue" ("runId", "workspaceId", "createdAt", "lastSeq", token, "parentId", "parentStep", "expiresAt")
  SELECT id, "workspaceId", "createdAt", 1, coalesce(token, 0), "parentId", "parentStep",
         now() + "queueSeconds" * interval '1 second'
  FROM inserted JOIN (SELECT id, token FROM asked) a USING (id)
), first_events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT id, 1, 1, "createdAt", '[[0,{"type":"run.queued"}]]' FROM inserted
)
SELECT id, NULL::json AS over,
       (SELECT count(pg_notify(channel, payload)) FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload)
        WHERE (SELECT count(*) FROM inserted) = (SELECT count(*) FROM asked)),
       (SELECT set_config('synchronous_commit', 'off', true) WHERE :isAsync)
FROM inserted
UNION ALL
SELECT id, over, NULL, NULL FROM refused
