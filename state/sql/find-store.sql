-- Whether a store is there; without a row it is not.
--
--   :workspaceId  whose store
--   :store  its name
SELECT id FROM "StateStore" WHERE "workspaceId" = :workspaceId AND name = :store
