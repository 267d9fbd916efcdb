-- The id of a store, which is made when it is not there.
--
--   :workspaceId  whose store
--   :name  its name
--   :id  its id if it is made
WITH made AS (
  INSERT INTO "StateStore" (id, "workspaceId", name) VALUES (:id::text, :workspaceId::text, :name::text)
  ON CONFLICT ("workspaceId", name) DO NOTHING RETURNING id
)
SELECT id FROM made
UNION ALL
SELECT id FROM "StateStore" WHERE "workspaceId" = :workspaceId::text AND name = :name::text
