-- The run that an id or an idempotency key of the pipeline already stands for.
--
--   :id              the run's id
--   :workspaceId     where the key is valid
--   :pipelineId      where the key is valid
--   :idempotencyKey  the key, if one was given
SELECT id, input FROM "Run"
WHERE id = :id OR ("workspaceId" = :workspaceId AND "pipelineId" = :pipelineId AND "idempotencyKey" = :idempotencyKey)
LIMIT 1
