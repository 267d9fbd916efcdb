-- Deletes entries whose time is over, :limit at a time, and answers how many.
--
--   :limit  how many at most
WITH old AS (
  SELECT "storeId", key FROM "StateEntry" WHERE "expiresAt" <= now()
  ORDER BY "expiresAt" LIMIT :limit::int FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM "StateEntry" e USING old WHERE e."storeId" = old."storeId" AND e.key = old.key RETURNING e.key
)
SELECT count(*)::int AS count FROM gone
