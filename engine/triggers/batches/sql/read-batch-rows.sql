-- Rows of a batch in their order, each with the output of its run.
--
--   :id     of the batch
--   :from   the index of the first that may be among them
--   :limit  how many at most
--   :state  which of them; null for all
SELECT b.index, b.line, b.state, b.cells, b.error, b."runId", CASE WHEN b.state = 'succeeded' THEN r.output END AS output
FROM "BatchRow" b LEFT JOIN "Run" r ON r.id = b."runId"
WHERE b."batchId" = :id AND b.index >= :from AND (:state::text IS NULL OR b.state = :state)
ORDER BY b.index LIMIT :limit
