-- The newest run that a batch has had which begins at a place whose event is not there any more, so that its time is not known,
-- and the offset behind the batch's last event. The two bounds find it by the index in whichever order its texts are.
--
--   :pipelineId  whose run
--   :key         the batch's key without the time
--   :last        a key behind it with every time
SELECT id, "idempotencyKey" AS key, ((input -> 'events' -> -1 ->> 'offset')::bigint + 1)::text AS next
FROM "Run" WHERE "pipelineId" = :pipelineId AND "idempotencyKey" >= :key AND "idempotencyKey" <= :last
  AND starts_with("idempotencyKey", :key)
ORDER BY "createdAt" DESC LIMIT 1
