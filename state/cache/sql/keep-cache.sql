-- Keeps what a step worked out, while it still has leave.
--
--   :workspaceId  its workspace
--   :cache        the name of the cache
--   :key          which entry
--   :maker  the step
--   :output  what it gave
--   :ttlSeconds  how long that counts; null: without end
UPDATE "CacheEntry" SET output = :output::json, "makerUntil" = NULL, "createdAt" = now(),
  "expiresAt" = now() + :ttlSeconds::float8 * interval '1 second'
WHERE "workspaceId" = :workspaceId AND cache = :cache AND key = :key AND maker = :maker AND output IS NULL
