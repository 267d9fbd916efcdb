-- A topic by its name; without a row there is none.
--
--   :workspaceId  whose topic
--   :name  its name
SELECT id, "workspaceId", name, partitions, "retentionHours", "createdAt"
FROM "Topic" WHERE "workspaceId" = :workspaceId AND name = :name
