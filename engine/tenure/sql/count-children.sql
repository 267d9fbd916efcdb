-- The state of the child runs of a step: how many have ended, and how one of those that failed did.
--
--   :runId      the parent
--   :nodeId     the path of the step
--   :iteration  its iteration
SELECT count(*) FILTER (WHERE status IN ('succeeded', 'failed', 'cancelled'))::int AS ended,
       min("parentIndex") FILTER (WHERE status IN ('failed', 'cancelled')) AS failed
FROM "Run" WHERE "parentId" = :runId AND "parentNode" = :nodeId AND "parentIteration" = :iteration
