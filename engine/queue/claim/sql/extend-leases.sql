-- Extends the leases a worker still holds, by the database's clock. A run that is missing from the answer is lost; the flag
-- says who must stop.
--
--   :runIds  the runs that a worker holds
--   :tokens  the token of each
--   :worker  that worker
UPDATE "Queue" q SET "dueAt" = now() + interval '15 seconds'
FROM unnest(:runIds::text[], :tokens::int[]) AS held("runId", token)
WHERE q."runId" = ANY(:runIds) AND q."runId" = held."runId"
  AND q.token = held.token AND q.worker = :worker AND q.state = 'running'
RETURNING q."runId" AS id, q."cancelRequested"
