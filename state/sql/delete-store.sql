-- Deletes a store with its entries; without a row it was not there.
--
--   :workspaceId  whose store
--   :store  its name
DELETE FROM "StateStore" WHERE "workspaceId" = :workspaceId AND name = :store RETURNING id
