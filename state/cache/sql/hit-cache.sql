-- Takes an answer that is kept, and counts the hit with what the steps that made it had cost. An answer of which a model had
-- not said all, because it was cut, filtered, refused or broken off, goes in place of that: it is made again.
--
--   :workspaceId  its workspace
--   :cache        the name of the cache
--   :key          which entry
--   :ttlSeconds   older ones do not count; null: all do
WITH cost AS (
  SELECT e."workspaceId", e.cache, e.key, sum(s."costUsd") AS usd,
         coalesce(bool_or(s.outcome <> 'complete'), false) AS "isPartial"
  FROM "CacheEntry" e LEFT JOIN "Step" s
    ON s."runId" = e."runId" AND starts_with(s."nodeId", e.path || '/')
   AND (e.iteration = '' OR s.iteration = e.iteration OR starts_with(s.iteration, e.iteration || '/'))
  WHERE e."workspaceId" = :workspaceId AND e.cache = :cache AND e.key = :key
  GROUP BY 1, 2, 3
), partial AS (
  DELETE FROM "CacheEntry" e USING cost
  WHERE e."workspaceId" = cost."workspaceId" AND e.cache = cost.cache AND e.key = cost.key
    AND e.output IS NOT NULL AND cost."isPartial"
)
UPDATE "CacheEntry" e SET hits = e.hits + 1, "savedUsd" = e."savedUsd" + coalesce(cost.usd, 0)
FROM cost
WHERE e."workspaceId" = cost."workspaceId" AND e.cache = cost.cache AND e.key = cost.key
  AND e.output IS NOT NULL AND NOT cost."isPartial" AND (e."expiresAt" IS NULL OR e."expiresAt" > now())
  AND (:ttlSeconds::float8 IS NULL OR e."createdAt" > now() - :ttlSeconds::float8 * interval '1 second')
RETURNING e.output, e.text, cost.usd AS "savedUsd", extract(epoch FROM now() - e."createdAt")::float8 AS "ageSeconds"
