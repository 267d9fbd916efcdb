-- Has a batch compare its rows with the inputs and then run them. Rows that were refused before are looked at once more.
--
--   :id           of the batch
--   :mapping      which column gives each input its value; null leaves it as it is
--   :concurrency  how many runs at once; null leaves it as it is
--   :skipRefused  whether the others run when rows are refused
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND state IN ('ready', 'refused') FOR UPDATE
), again AS (
  UPDATE "BatchRow" SET state = 'waiting', error = NULL
  WHERE "batchId" IN (SELECT id FROM batch) AND state = 'refused'
  RETURNING 1
)
UPDATE "Batch" SET mapping = coalesce(:mapping::json, mapping), concurrency = coalesce(:concurrency::int, concurrency),
  "skipRefused" = :skipRefused, state = 'checking', refused = refused - (SELECT count(*)::int FROM again), error = NULL,
  "dueAt" = now()
WHERE id IN (SELECT id FROM batch)
RETURNING id
