-- Cancels a batch: rows that wait run no more. Those that run are seen to by the worker that claims it next.
--
--   :id  of the batch
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND state NOT IN ('done', 'cancelled', 'failed') FOR UPDATE
), over AS (
  UPDATE "BatchRow" SET state = 'cancelled' WHERE "batchId" IN (SELECT id FROM batch) AND state = 'waiting' RETURNING 1
)
UPDATE "Batch" SET state = 'cancelled', "endedAt" = now(), "dueAt" = now(), error = NULL,
  cancelled = cancelled + (SELECT count(*)::int FROM over)
WHERE id IN (SELECT id FROM batch)
RETURNING id
