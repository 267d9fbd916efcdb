-- Empties a cache, but for answers that are being worked out.
--
--   :workspaceId  whose
--   :cache  its name
DELETE FROM "CacheEntry" WHERE "workspaceId" = :workspaceId AND cache = :cache AND output IS NOT NULL
