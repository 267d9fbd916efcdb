-- AlterTable
ALTER TABLE "WebPage" ADD COLUMN     "documentId" TEXT;

-- CreateIndex
CREATE INDEX "Document_name_idx" ON "Document" USING HASH ("name");

-- The documents that pages have become so far.
UPDATE "WebPage" p SET "documentId" = (
  SELECT d.id FROM "Document" d
  WHERE d."collectionId" = s."collectionId" AND d.name = p.address AND d."fileId" IS NOT NULL
  ORDER BY d."createdAt" DESC, d.id DESC LIMIT 1)
FROM "WebSource" s WHERE s.id = p."sourceId" AND p.hash IS NOT NULL;
