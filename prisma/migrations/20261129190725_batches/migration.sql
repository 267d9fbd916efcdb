-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "pipelineId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" JSON NOT NULL,
    "snapshotId" TEXT NOT NULL,
    "versionNumber" INTEGER,
    "columns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sheets" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "mapping" JSON,
    "concurrency" INTEGER NOT NULL,
    "autoStart" BOOLEAN NOT NULL,
    "skipRefused" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'reading',
    "total" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "running" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "tokensIn" BIGINT NOT NULL DEFAULT 0,
    "tokensOut" BIGINT NOT NULL DEFAULT 0,
    "costUsd" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokensPriced" BIGINT NOT NULL DEFAULT 0,
    "samples" JSON NOT NULL DEFAULT '[]',
    "error" TEXT,
    "claim" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BatchRow" (
    "batchId" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "cells" JSON,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "runId" TEXT,
    "error" TEXT,

    CONSTRAINT "BatchRow_pkey" PRIMARY KEY ("batchId","index")
);

-- CreateIndex
CREATE INDEX "Batch_pipelineId_createdAt_idx" ON "Batch"("pipelineId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Batch_dueAt_idx" ON "Batch"("dueAt");

-- CreateIndex
CREATE INDEX "BatchRow_batchId_state_index_idx" ON "BatchRow"("batchId", "state", "index");

-- AddForeignKey
ALTER TABLE "Batch" ADD CONSTRAINT "Batch_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BatchRow" ADD CONSTRAINT "BatchRow_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
