-- CreateTable
CREATE TABLE "Backfill" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "pipelineId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "versionNumber" INTEGER NOT NULL,
    "snapshotId" TEXT NOT NULL,
    "settings" JSON NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "again" BOOLEAN NOT NULL,
    "total" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "next" TIMESTAMPTZ(3),
    "open" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "started" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "claim" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Backfill_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Backfill_pipelineId_nodeId_createdAt_idx" ON "Backfill"("pipelineId", "nodeId", "createdAt");

-- CreateIndex
CREATE INDEX "Backfill_dueAt_idx" ON "Backfill"("dueAt");

-- AddForeignKey
ALTER TABLE "Backfill" ADD CONSTRAINT "Backfill_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;
