-- The topics of a workspace.
--
--   :workspaceId  whose topics
SELECT id, "workspaceId", name, partitions, "retentionHours", "createdAt"
FROM "Topic" WHERE "workspaceId" = :workspaceId ORDER BY name
