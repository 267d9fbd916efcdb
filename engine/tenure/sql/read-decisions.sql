-- The decisions on the steps of a run.
--
--   :runId  the run
SELECT "nodeId", iteration, status, coalesce(comment, '') AS comment FROM "Approval"
WHERE "runId" = :runId AND status IN ('approved', 'refused', 'expired')
