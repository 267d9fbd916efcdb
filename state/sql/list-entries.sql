-- Entries of a store whose keys begin with :prefix, by their keys (the column is collated "C").
--
--   :after  the last key of the page before; null for the first page
--   :shown  how many characters of a value are shown
--   :workspaceId  whose store
--   :store  its name
--   :prefix  what the keys begin with
--   :limit  how many
SELECT e.key, left(e.value::text, :shown::int) AS preview, octet_length(e.value::text) AS bytes,
       e.version::float8 AS version, e."updatedAt", e."expiresAt"
FROM "StateEntry" e JOIN "StateStore" s ON s.id = e."storeId"
WHERE s."workspaceId" = :workspaceId AND s.name = :store
  AND e.value IS NOT NULL AND (e."expiresAt" IS NULL OR e."expiresAt" > now())
  AND e.key >= :prefix::text AND starts_with(e.key, :prefix::text)
  AND (:after::text IS NULL OR e.key > :after::text)
ORDER BY e.key LIMIT :limit::int
