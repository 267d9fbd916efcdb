-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "columns" JSONB,
ADD COLUMN     "rowOf" TEXT;

-- CreateIndex
CREATE INDEX "Document_rowOf_idx" ON "Document" USING HASH ("rowOf");
