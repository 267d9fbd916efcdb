-- Deletes entries whose time is over, :limit at a time, and answers how many.
--
--   :limit  how many at most
WITH old AS (
  SELECT "workspaceId", cache, key FROM "CacheEntry" WHERE "expiresAt" <= now()
  ORDER BY "expiresAt" LIMIT :limit::int FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM "CacheEntry" e USING old
  WHERE e."workspaceId" = old."workspaceId" AND e.cache = old.cache AND e.key = old.key RETURNING e.key
)
SELECT count(*)::int AS count FROM gone
