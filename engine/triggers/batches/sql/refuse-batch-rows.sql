-- Sets rows apart that do not fit the inputs, each with what to do about it, and keeps the claim for as long again.
--
--   :id       of the batch
--   :claim    under which it was taken
--   :indexes  the rows,
--   :errors   and what is wrong with each
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id AND claim = :claim AND state = 'checking' FOR UPDATE
), refused AS (
  UPDATE "BatchRow" b SET state = 'refused', error = g.error
  FROM unnest(:indexes::int[], :errors::text[]) AS g(index, error)
  WHERE b."batchId" IN (SELECT id FROM batch) AND b.index = g.index AND b.state = 'waiting'
  RETURNING 1
)
UPDATE "Batch" SET refused = refused + (SELECT count(*)::int FROM refused), "dueAt" = now() + interval '30 seconds'
WHERE id IN (SELECT id FROM batch)
RETURNING refused
