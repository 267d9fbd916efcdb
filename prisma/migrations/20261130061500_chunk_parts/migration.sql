-- AlterTable
ALTER TABLE "Chunk" ADD COLUMN     "parts" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "chunkUnit" TEXT NOT NULL DEFAULT 'characters';

-- Prisma does not describe partial indexes. Most collections have no such chunks.
CREATE INDEX "Chunk_parts_idx" ON "Chunk"("collectionId", parts) WHERE parts > 1;
