-- CreateTable
CREATE TABLE "Hook" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "pipelineId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "tokenHash" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotatedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Hook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HookDelivery" (
    "id" TEXT NOT NULL,
    "hookId" TEXT NOT NULL,
    "key" TEXT,
    "isTest" BOOLEAN NOT NULL DEFAULT false,
    "replayOf" TEXT,
    "method" TEXT NOT NULL,
    "headers" JSON NOT NULL,
    "bytes" INTEGER NOT NULL,
    "event" JSON,
    "status" INTEGER,
    "answer" TEXT,
    "runId" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Hook_tokenHash_key" ON "Hook"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Hook_pipelineId_nodeId_key" ON "Hook"("pipelineId", "nodeId");

-- CreateIndex
CREATE INDEX "HookDelivery_hookId_receivedAt_id_idx" ON "HookDelivery"("hookId", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "HookDelivery_expiresAt_idx" ON "HookDelivery"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "HookDelivery_hookId_key_key" ON "HookDelivery"("hookId", "key");

-- AddForeignKey
ALTER TABLE "Hook" ADD CONSTRAINT "Hook_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HookDelivery" ADD CONSTRAINT "HookDelivery_hookId_fkey" FOREIGN KEY ("hookId") REFERENCES "Hook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
