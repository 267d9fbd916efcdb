-- Large values of a workspace that are stored apart from the rows that name them.
--
--   :ids          the values
--   :workspaceId  the workspace they belong to
SELECT id, data FROM "Blob" WHERE id = ANY(:ids::text[]) AND "workspaceId" = :workspaceId
