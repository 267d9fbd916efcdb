-- AlterTable
ALTER TABLE "Spend" ADD COLUMN     "tokensEstimated" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "SpendWriter" (
    "id" TEXT NOT NULL,
    "batch" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SpendWriter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SpendWriter_at_idx" ON "SpendWriter"("at");
