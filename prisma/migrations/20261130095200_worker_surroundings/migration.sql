-- AlterTable
ALTER TABLE "Worker" ADD COLUMN     "clockMs" REAL,
ADD COLUMN     "diskFree" BIGINT,
ADD COLUMN     "diskSize" BIGINT,
ADD COLUMN     "secretPrints" TEXT[] DEFAULT ARRAY[]::TEXT[];
