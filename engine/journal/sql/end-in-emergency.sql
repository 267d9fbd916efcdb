-- Fails a run without its journal. Nothing that the run produced is in this statement, so that what was
-- refused cannot be refused again: tokens are those of earlier batches, and its place in the log is where they ended.
-- Steps that are recorded as under way are cancelled with it. Answers the seq of its last event; no row means that the
-- worker has lost the run. It ends now, but not before what is recorded of it.
--
--   :id      the run
--   :token   the worker's right to write: its token
--   :worker  and its name; a run whose inline claim is not written yet carries no name
--   :error   why it failed
WITH removed AS (
  DELETE FROM "Queue" q
  WHERE q."runId" = :id::text AND q.token = :token::int
    AND (q.worker = :worker::text OR (q.worker IS NULL AND q.state = 'queued'))
  RETURNING q.*, greatest(now(), q."startedAt", (
    SELECT e.at FROM "RunEvent" e WHERE e."runId" = q."runId" ORDER BY e.seq DESC LIMIT 1)) AS at
), stopped AS (
  UPDATE "Step" s SET status = 'cancelled', "finishedAt" = removed.at
  FROM removed WHERE s."runId" = removed."runId" AND s.status IN ('running', 'retrying', 'waiting')
  RETURNING s."nodeId", s.iteration
), batch AS (
  SELECT q."runId", q.at, q."lastSeq" + 1 AS first, q."lastSeq" + 1 + (SELECT count(*)::int FROM stopped) AS seq FROM removed q
), cancelled AS (
  SELECT coalesce(json_agg(json_build_array(0, json_build_object('type', 'step.cancelled', 'nodeId', "nodeId",
                                                                 'iteration', iteration)))::jsonb, '[]') AS events
  FROM stopped
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT "runId", seq, first, at,
         (cancelled.events || jsonb_build_array(jsonb_build_array(0, jsonb_build_object('type', 'run.failed',
                                                                                         'error', :error::json::jsonb))))::json
  FROM batch, cancelled
), withdrawn AS (
  UPDATE "Approval" a SET status = 'cancelled' FROM removed WHERE a."runId" = removed."runId" AND a.status = 'waiting'
), history AS (
  UPDATE "Run" r
  SET status = 'failed', error = :error::json, token = q.token, worker = :worker::text,
      "cancelRequested" = q."cancelRequested", "lastSeq" = b.seq, "tokensIn" = q."tokensIn", "tokensOut" = q."tokensOut",
      "costUsd" = q."costUsd", "tokensPriced" = q."tokensPriced",
      "startedAt" = coalesce(q."startedAt", q.at), "finishedAt" = q.at
  FROM removed q JOIN batch b USING ("runId") WHERE r.id = q."runId"
)
SELECT seq FROM batch
