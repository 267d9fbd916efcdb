-- CreateTable
CREATE TABLE "TriggerPartition" (
    "pipelineId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "log" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "token" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "claimedUntil" TIMESTAMPTZ(3),
    "events" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "dead" INTEGER NOT NULL DEFAULT 0,
    "lost" BIGINT NOT NULL DEFAULT 0,
    "lastEventAt" TIMESTAMPTZ(3),
    "lastRunId" TEXT,
    "perMinute" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "errorAt" TIMESTAMPTZ(3),

    CONSTRAINT "TriggerPartition_pkey" PRIMARY KEY ("pipelineId","nodeId","partition")
);

-- AddForeignKey
ALTER TABLE "TriggerPartition" ADD CONSTRAINT "TriggerPartition_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;
