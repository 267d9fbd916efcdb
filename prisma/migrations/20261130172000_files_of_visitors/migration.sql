-- AlterTable
ALTER TABLE "ShareLink" ADD COLUMN     "takesFiles" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "VisitorFile" (
    "fileId" TEXT NOT NULL,
    "shareLinkId" TEXT NOT NULL,
    "visitorHash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VisitorFile_pkey" PRIMARY KEY ("fileId")
);

-- CreateIndex
CREATE INDEX "VisitorFile_shareLinkId_visitorHash_idx" ON "VisitorFile"("shareLinkId", "visitorHash");

-- CreateIndex
CREATE INDEX "VisitorFile_createdAt_idx" ON "VisitorFile"("createdAt");

-- AddForeignKey
ALTER TABLE "VisitorFile" ADD CONSTRAINT "VisitorFile_fileId_fkey" FOREIGN KEY ("fileId") REFERENCES "File"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VisitorFile" ADD CONSTRAINT "VisitorFile_shareLinkId_fkey" FOREIGN KEY ("shareLinkId") REFERENCES "ShareLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- However an upload of a visitor goes, also with its link, its file follows, unless a message has it by now.
CREATE FUNCTION "deleteFileOfVisitor"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "File" f WHERE f.id = OLD."fileId" AND NOT "fileIsUsed"(f.id, f."workspaceId", NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER "deleteFileOfVisitor" AFTER DELETE ON "VisitorFile"
  FOR EACH ROW EXECUTE FUNCTION "deleteFileOfVisitor"();
