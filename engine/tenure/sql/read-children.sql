-- What child runs of a step ended with.
--
--   :runId      the parent
--   :nodeId     the path of the step
--   :iteration  its iteration
--   :index      the only child that is asked for; null: all
SELECT "parentIndex" AS index, status, output, error, "tokensIn", "tokensOut", "costUsd", "tokensPriced"
FROM "Run"
WHERE "parentId" = :runId AND "parentNode" = :nodeId AND "parentIteration" = :iteration
  AND (:index::int IS NULL OR "parentIndex" = :index)
