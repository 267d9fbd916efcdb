-- Deletes an entry; without a row it was not there.
--
--   :workspaceId  whose store
--   :store  its name
--   :key  which entry
DELETE FROM "StateEntry" e USING "StateStore" s
WHERE e."storeId" = s.id AND s."workspaceId" = :workspaceId AND s.name = :store AND e.key = :key
RETURNING e.key
