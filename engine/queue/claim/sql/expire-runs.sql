-- Fails runs that were not started in the time they had: the row leaves the queue, the history and the log say why.
-- Answers which, with the seq of their last event. A run that a worker has started meanwhile is left alone.
WITH late AS (
  SELECT q."runId", q."lastSeq" + 1 AS seq, r."queueSeconds", greatest(now(), q."createdAt") AS at
  FROM "Queue" q JOIN "Run" r ON r.id = q."runId"
  WHERE q."expiresAt" IS NOT NULL AND q."expiresAt" <= now() AND q.state = 'queued'
  LIMIT 500 FOR UPDATE OF q SKIP LOCKED
), removed AS (
  DELETE FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT "runId" FROM late))
), errors AS (
  SELECT "runId", seq, at, json_build_object('code', 'timeout', 'message', format(
    'The run was not started within %s s and has failed. Start it again when the queue is shorter.',
    "queueSeconds")) AS error
  FROM late
), ended AS (
  UPDATE "Run" r SET status = 'failed', error = e.error, "finishedAt" = e.at, "lastSeq" = e.seq
  FROM errors e WHERE r.id = ANY(ARRAY(SELECT "runId" FROM late)) AND r.id = e."runId"
)
INSERT INTO "RunEvent" ("runId", seq, first, at, events)
SELECT "runId", seq, seq, at, json_build_array(json_build_array(0, json_build_object('type', 'run.failed', 'error', error)))
FROM errors
RETURNING "runId", seq
