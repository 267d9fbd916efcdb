-- AlterTable
ALTER TABLE "ShareLink" ADD COLUMN     "fileMegabytes" INTEGER NOT NULL DEFAULT 500;

-- AlterTable
ALTER TABLE "VisitorFile" ADD COLUMN     "sentAt" TIMESTAMPTZ(3);

-- What was sent goes with its conversation.
DROP TRIGGER "deleteFileOfVisitor" ON "VisitorFile";
CREATE TRIGGER "deleteFileOfVisitor" AFTER DELETE ON "VisitorFile"
  FOR EACH ROW WHEN (OLD."sentAt" IS NULL) EXECUTE FUNCTION "deleteFileOfVisitor"();

-- What was sent before counts, too.
INSERT INTO "VisitorFile" ("fileId", "shareLinkId", "visitorHash", "bytes", "createdAt", "sentAt")
SELECT DISTINCT ON (f.id) f.id, c."shareLinkId", c."visitorHash", f.bytes, f."createdAt", t."createdAt"
FROM "Conversation" c
  JOIN "ChatTurn" t ON t."conversationId" = c.id
  CROSS JOIN LATERAL json_array_elements(t.files) AS sent(file)
  JOIN "File" f ON f.id = sent.file ->> 'id' AND f."workspaceId" = c."workspaceId"
WHERE c."shareLinkId" IS NOT NULL AND c."visitorHash" IS NOT NULL
ORDER BY f.id, t."createdAt"
ON CONFLICT DO NOTHING;
