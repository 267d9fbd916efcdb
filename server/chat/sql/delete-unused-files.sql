-- Deletes files that came with the messages of a conversation which is gone, but none that another conversation or a document has.
--
--   :workspaceId  whose
--   :ids          the files
DELETE FROM "File" f
WHERE f."workspaceId" = :workspaceId AND f.id = ANY(:ids::text[])
  AND NOT EXISTS (
    SELECT FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id
    WHERE c."workspaceId" = :workspaceId AND d."fileId" = f.id)
  AND NOT EXISTS (
    SELECT FROM "Conversation" c JOIN "ChatTurn" t ON t."conversationId" = c.id
    WHERE c."workspaceId" = :workspaceId AND t.files::jsonb @> jsonb_build_array(jsonb_build_object('id', f.id)))
