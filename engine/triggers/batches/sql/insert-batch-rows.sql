-- Keeps rows of a batch's file, and how many there are by now. Rows that are there already stay as they are: a worker that
-- takes the reading over reads the same ones again. One that could not be read has failed.
--
--   :id     of the batch
--   :claim  under which it was taken
--   :first  the index of the first of them
--   :rows   [[line, cells or null, error?], …]
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND claim = :claim AND state = 'reading' FOR UPDATE
), given AS (
  SELECT :first::int + n::int - 1 AS index, (row ->> 0)::int AS line, row -> 1 AS cells, row ->> 2 AS error
  FROM json_array_elements(:rows::json) WITH ORDINALITY AS x(row, n)
), inserted AS (
  INSERT INTO "BatchRow" ("batchId", index, line, cells, state, error)
  SELECT batch.id, index, line, CASE WHEN json_typeof(cells) = 'array' THEN cells END,
    CASE WHEN error IS NULL THEN 'waiting' ELSE 'failed' END, error
  FROM given, batch
  ON CONFLICT DO NOTHING
  RETURNING state
)
UPDATE "Batch" b SET total = b.total + counted.rows, failed = b.failed + counted.failed, "dueAt" = now() + interval '30 seconds'
FROM (SELECT count(*)::int AS rows, (count(*) FILTER (WHERE state = 'failed'))::int AS failed FROM inserted) counted
WHERE b.id IN (SELECT id FROM batch)
RETURNING b.total
