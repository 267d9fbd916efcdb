/** Keeps values apart from the rows that name them, each once. */
export const insertBlobs = {
  name: "insert-blobs",
  text: `
    INSERT INTO "Blob" (id, "workspaceId", bytes, data)
    SELECT b.id, b."workspaceId", b.bytes, b.data
    FROM json_to_recordset($1::json) AS b(id text, "workspaceId" text, bytes int, data json)
    ON CONFLICT DO NOTHING`,
};
