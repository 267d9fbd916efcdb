-- Gives the leave of a step back.
--
--   :workspaceId  its workspace
--   :cache        the name of the cache
--   :key          which entry
--   :maker  the step
DELETE FROM "CacheEntry"
WHERE "workspaceId" = :workspaceId AND cache = :cache AND key = :key AND maker = :maker AND output IS NULL
