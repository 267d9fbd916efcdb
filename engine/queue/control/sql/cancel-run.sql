-- Cancels a run and its child runs. Those that no worker holds, because they are queued or wait, end here and now with
-- their open steps; the others are marked for their workers. Answers the state that each was in, and the seq of the last
-- event of those that ended; no row means that nothing is left to cancel. Nothing ends before what is recorded of its run.
--
--   :runId        the run
--   :workspaceId  its workspace
WITH RECURSIVE run_tree AS (
  SELECT q."runId" FROM "Queue" q WHERE q."runId" = :runId AND q."workspaceId" = :workspaceId
  UNION
  SELECT q."runId" FROM "Queue" q JOIN run_tree ON q."parentId" = run_tree."runId"
), found AS MATERIALIZED (
  SELECT q.* FROM "Queue" q WHERE q."runId" IN (SELECT "runId" FROM run_tree) ORDER BY q."runId" FOR UPDATE
), removed AS (
  DELETE FROM "Queue" q USING found f WHERE q."runId" = f."runId" AND f.state <> 'running'
  RETURNING q."runId", greatest(now(), q."startedAt", (
    SELECT e.at FROM "RunEvent" e WHERE e."runId" = q."runId" ORDER BY e.seq DESC LIMIT 1)) AS at
), stopped AS (
  UPDATE "Step" s SET status = 'cancelled', "finishedAt" = removed.at
  FROM removed WHERE s."runId" = removed."runId" AND s.status IN ('running', 'retrying', 'waiting')
  RETURNING s."runId", s."nodeId", s.iteration
), batches AS (
  SELECT f."runId", removed.at, f."lastSeq" + 1 AS first, f."lastSeq" + 1 + count(s."runId")::int AS seq,
         json_agg(json_build_array(0, json_build_object('type', 'step.cancelled', 'nodeId', s."nodeId",
                                                        'iteration', s.iteration)))
           FILTER (WHERE s."runId" IS NOT NULL) AS steps
  FROM found f JOIN removed USING ("runId") LEFT JOIN stopped s USING ("runId") GROUP BY f."runId", f."lastSeq", removed.at
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT "runId", seq, first, at, (coalesce(steps::jsonb, '[]') || '[[0,{"type":"run.cancelled"}]]')::json FROM batches
), withdrawn AS (
  UPDATE "Approval" a SET status = 'cancelled' FROM removed WHERE a."runId" = removed."runId" AND a.status = 'waiting'
), ended AS (
  UPDATE "Run" r
  SET status = 'cancelled', "finishedAt" = p.at, "cancelRequested" = true, "lastSeq" = p.seq, token = f.token,
      "startedAt" = f."startedAt", "tokensIn" = f."tokensIn", "tokensOut" = f."tokensOut",
      "costUsd" = f."costUsd", "tokensPriced" = f."tokensPriced"
  FROM found f JOIN batches p USING ("runId") WHERE r.id = f."runId"
), marked AS (
  UPDATE "Queue" q SET "cancelRequested" = true FROM found f WHERE q."runId" = f."runId" AND f.state = 'running'
)
SELECT f."runId", f.state, p.seq AS "lastSeq" FROM found f LEFT JOIN batches p USING ("runId")
