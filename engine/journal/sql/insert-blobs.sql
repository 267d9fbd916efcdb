-- Keeps values apart from the rows that name them, each once.
--
--   :blobs  id, workspaceId, bytes and data of each
INSERT INTO "Blob" (id, "workspaceId", bytes, data)
SELECT b.id, b."workspaceId", b.bytes, b.data
FROM json_to_recordset(:blobs::json) AS b(id text, "workspaceId" text, bytes int, data json)
ON CONFLICT DO NOTHING
