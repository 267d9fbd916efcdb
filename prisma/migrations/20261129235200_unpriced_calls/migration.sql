-- AlterTable
ALTER TABLE "RunSpend" ADD COLUMN     "callsUnpriced" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Spend" ADD COLUMN     "callsUnpriced" INTEGER NOT NULL DEFAULT 0;
