-- AlterTable
ALTER TABLE "Chunk" ADD COLUMN     "nextEmbedding" REAL[];

-- AlterTable
ALTER TABLE "Collection" ADD COLUMN     "embedAttempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "embedError" TEXT,
ADD COLUMN     "embedLeaseUntil" TIMESTAMPTZ(3),
ADD COLUMN     "embedToken" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "embeddingModel" JSONB,
ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "nextEmbedding" JSONB;
