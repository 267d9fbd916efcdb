-- Of batches whose answer was lost: those that were written all the same. The run's row in the queue is where such a batch
-- left it, or it was the final batch: the run has ended by it, or waits. Token, name and seq say that it was this batch and
-- no other.
--
--   :ids       the runs
--   :tokens    what the batches were written with
--   :workers
--   :lastSeqs
--   :statuses  how they ended, that they wait, or `running`
WITH input AS (
  SELECT * FROM unnest(:ids::text[], :tokens::int[], :workers::text[], :lastSeqs::int[], :statuses::text[])
    AS t(id, token, worker, "lastSeq", status)
)
SELECT t.id FROM input t
JOIN "Run" r ON r.id = t.id AND r.token = t.token AND r.worker = t.worker AND r."lastSeq" = t."lastSeq"
  AND r.status = t.status AND t.status IN ('succeeded', 'failed', 'cancelled')
UNION ALL
SELECT t.id FROM input t
JOIN "Queue" q ON q."runId" = t.id AND q.token = t.token AND q."lastSeq" = t."lastSeq" AND q.state = t.status
  AND (t.status = 'waiting' OR (t.status = 'running' AND q.worker = t.worker))
