-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "triggerNode" TEXT;

-- CreateTable
CREATE TABLE "Activation" (
    "pipelineId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "versionNumber" INTEGER NOT NULL,
    "activatedBy" TEXT,
    "activatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "switchedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Activation_pkey" PRIMARY KEY ("pipelineId")
);

-- CreateTable
CREATE TABLE "ActiveTrigger" (
    "pipelineId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "settings" JSON NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "progress" JSON NOT NULL DEFAULT '{}',
    "dueAt" TIMESTAMPTZ(3),
    "claimedUntil" TIMESTAMPTZ(3),
    "events" INTEGER NOT NULL DEFAULT 0,
    "lastEventAt" TIMESTAMPTZ(3),
    "lastRunId" TEXT,
    "error" TEXT,
    "errorAt" TIMESTAMPTZ(3),

    CONSTRAINT "ActiveTrigger_pkey" PRIMARY KEY ("pipelineId","nodeId")
);

-- CreateIndex
CREATE INDEX "Activation_workspaceId_idx" ON "Activation"("workspaceId");

-- CreateIndex
CREATE INDEX "ActiveTrigger_dueAt_idx" ON "ActiveTrigger"("dueAt");

-- AddForeignKey
ALTER TABLE "Activation" ADD CONSTRAINT "Activation_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activation" ADD CONSTRAINT "Activation_pipelineId_versionNumber_fkey" FOREIGN KEY ("pipelineId", "versionNumber") REFERENCES "PipelineVersion"("pipelineId", "number") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActiveTrigger" ADD CONSTRAINT "ActiveTrigger_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Activation"("pipelineId") ON DELETE CASCADE ON UPDATE CASCADE;
