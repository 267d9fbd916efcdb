-- Has the rows of a batch that failed wait for another attempt, save those that could not be read. Answers how many there were.
-- The claim counts on: a worker that is about to say that the batch is done knows nothing of them.
--
--   :id  of the batch
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND state IN ('running', 'paused', 'done', 'cancelled') FOR UPDATE
), again AS (
  UPDATE "BatchRow" SET state = 'waiting', attempt = attempt + 1, "runId" = NULL, error = NULL
  WHERE "batchId" IN (SELECT id FROM batch) AND state = 'failed' AND cells IS NOT NULL
  RETURNING 1
), counted AS (SELECT count(*)::int AS rows FROM again)
UPDATE "Batch" b SET failed = b.failed - c.rows, samples = '[]', "dueAt" = now(), claim = claim + 1,
  state = CASE WHEN c.rows = 0 OR b.state = 'paused' THEN b.state ELSE 'running' END,
  "endedAt" = CASE WHEN c.rows = 0 THEN b."endedAt" END
FROM counted c WHERE b.id IN (SELECT id FROM batch)
RETURNING c.rows
