-- The decisions on the steps of a run. `decidedMs`: when each was made, in milliseconds since the anchor of its tenure.
--
--   :runId   the run
--   :anchor  the time from which the tenure counts, in milliseconds since 1970; null: the run's start
SELECT "nodeId", iteration, status, coalesce(comment, '') AS comment,
       (extract(epoch FROM "decidedAt" - coalesce('epoch'::timestamptz + :anchor::float8 * interval '1 millisecond', (
          SELECT "startedAt" FROM "Queue" WHERE "runId" = :runId))) * 1000)::float8 AS "decidedMs"
FROM "Approval"
WHERE "runId" = :runId AND status IN ('approved', 'refused', 'expired')
