-- The delivery that came first under a key.
--
--   :hookId  where it arrived
--   :key     by which its sender knows it
SELECT id, event, "runId" FROM "HookDelivery" WHERE "hookId" = :hookId AND key = :key
