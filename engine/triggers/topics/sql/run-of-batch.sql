-- The run that a batch of events has had, by its key, and the offset behind its last event.
--
--   :pipelineId  whose run
--   :key         the batch's key
SELECT id, ((input -> 'events' -> -1 ->> 'offset')::bigint + 1)::text AS next
FROM "Run" WHERE "pipelineId" = :pipelineId AND "idempotencyKey" = :key
