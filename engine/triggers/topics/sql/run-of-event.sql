-- The run that an event has had, by its key.
--
--   :pipelineId  whose run
--   :key         the event's key
SELECT id FROM "Run" WHERE "pipelineId" = :pipelineId AND "idempotencyKey" = :key
