-- An entry that is there now.
--
--   :workspaceId  whose store
--   :store  its name
--   :key  which entry
SELECT e.value, e.version::float8 AS version, e."updatedAt", e."expiresAt"
FROM "StateStore" s JOIN "StateEntry" e ON e."storeId" = s.id
WHERE s."workspaceId" = :workspaceId AND s.name = :store AND e.key = :key
  AND e.value IS NOT NULL AND (e."expiresAt" IS NULL OR e."expiresAt" > now())
