-- The caches of a workspace, with what they keep now.
--
--   :workspaceId  whose
SELECT cache, count(*)::int AS entries, sum(hits)::int AS hits, sum("savedUsd")::float8 AS "savedUsd"
FROM "CacheEntry"
WHERE "workspaceId" = :workspaceId AND output IS NOT NULL AND ("expiresAt" IS NULL OR "expiresAt" > now())
GROUP BY cache
ORDER BY cache
LIMIT 500
