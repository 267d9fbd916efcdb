-- Of repeated batches whose runs this worker does not own any more: those that were written all the same, because they were
-- its final ones (the run has ended by them, or waits). The token and the seq say that it was this batch and no other.
--
--   :ids       the runs
--   :tokens    what the batches were written with
--   :workers
--   :lastSeqs
--   :statuses  how they ended, or that they wait
SELECT t.id
FROM unnest(:ids::text[], :tokens::int[], :workers::text[], :lastSeqs::int[], :statuses::text[])
  AS t(id, token, worker, "lastSeq", status)
JOIN "Run" r ON r.id = t.id AND r.token = t.token AND r.worker = t.worker AND r."lastSeq" = t."lastSeq"
  AND r.status = t.status
UNION ALL
SELECT t.id
FROM unnest(:ids::text[], :tokens::int[], :workers::text[], :lastSeqs::int[], :statuses::text[])
  AS t(id, token, worker, "lastSeq", status)
JOIN "Queue" q ON q."runId" = t.id AND t.status = 'waiting' AND q.state = t.status
  AND q.token = t.token AND q."lastSeq" = t."lastSeq"
