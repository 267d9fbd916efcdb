-- Forgets the rows that a worker has read which did not come to the end: a collection may have changed since.
--
--   :id     of the batch
--   :claim  under which it was taken
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND claim = :claim AND state = 'reading' AND total > 0 FOR UPDATE
), gone AS (
  DELETE FROM "BatchRow" WHERE "batchId" IN (SELECT id FROM batch)
)
UPDATE "Batch" SET total = 0, failed = 0 WHERE id IN (SELECT id FROM batch)
