-- The stores of a workspace. Entries are counted up to :most.
--
--   :workspaceId  of which workspace
--   :most  where counting ends
SELECT s.name, s."createdAt", count.entries
FROM "StateStore" s CROSS JOIN LATERAL (
  SELECT count(*)::int AS entries FROM (
    SELECT FROM "StateEntry" e
    WHERE e."storeId" = s.id AND e.value IS NOT NULL AND (e."expiresAt" IS NULL OR e."expiresAt" > now())
    LIMIT :most::int
  ) counted
) count
WHERE s."workspaceId" = :workspaceId ORDER BY s.name
