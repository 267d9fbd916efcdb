-- The entry whose text means most nearly the same, among the newest 1,000 of a scope, with its distance: one minus the
-- cosine of the two, from 0. Both have unit length.
--
--   :workspaceId  its workspace
--   :cache        the name of the cache
--   :scope        what has to be the same
--   :embedding  of the text that is looked for
--   :ttlSeconds   older ones do not count; null: all do
WITH newest AS (
  SELECT key, embedding FROM "CacheEntry"
  WHERE "workspaceId" = :workspaceId AND cache = :cache AND scope = :scope AND output IS NOT NULL
    AND cardinality(embedding) = cardinality(:embedding::float8[]) AND ("expiresAt" IS NULL OR "expiresAt" > now())
    AND (:ttlSeconds::float8 IS NULL OR "createdAt" > now() - :ttlSeconds::float8 * interval '1 second')
  ORDER BY "createdAt" DESC
  LIMIT 1000
)
SELECT key, 1 - (SELECT sum(a * b) FROM unnest(embedding, :embedding::float8[]) AS pair(a, b)) AS distance
FROM newest
ORDER BY distance
LIMIT 1
