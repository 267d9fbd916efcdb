-- The rows of a batch that wait, from one on, in their order.
--
--   :id     of the batch
--   :from   the index of the first that may be among them
--   :limit  how many at most
SELECT index, line, cells, attempt FROM "BatchRow"
WHERE "batchId" = :id AND state = 'waiting' AND index >= :from
ORDER BY index LIMIT :limit
