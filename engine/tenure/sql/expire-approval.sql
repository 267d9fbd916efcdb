-- An approval was not decided in time. A decision made in the last moment wins.
--
--   :runId      the run
--   :nodeId     the path of the step
--   :iteration  its iteration
UPDATE "Approval" SET status = 'expired', "decidedAt" = now()
WHERE "runId" = :runId AND "nodeId" = :nodeId AND iteration = :iteration AND status = 'waiting'
