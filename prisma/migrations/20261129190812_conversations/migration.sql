-- AlterTable
ALTER TABLE "ShareLink" ADD COLUMN     "page" TEXT NOT NULL DEFAULT 'pipeline';

-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "pipelineId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "createdBy" TEXT,
    "shareLinkId" TEXT,
    "visitorHash" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChatTurn" (
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "parentId" TEXT,
    "question" TEXT NOT NULL,
    "files" JSON NOT NULL DEFAULT '[]',
    "runId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatTurn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunFeedback" (
    "runId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "rating" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "givenBy" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RunFeedback_pkey" PRIMARY KEY ("runId")
);

-- CreateIndex
CREATE INDEX "Conversation_pipelineId_updatedAt_idx" ON "Conversation"("pipelineId", "updatedAt" DESC);

-- CreateIndex
CREATE INDEX "Conversation_shareLinkId_visitorHash_idx" ON "Conversation"("shareLinkId", "visitorHash");

-- CreateIndex
CREATE UNIQUE INDEX "ChatTurn_runId_key" ON "ChatTurn"("runId");

-- CreateIndex
CREATE INDEX "ChatTurn_conversationId_createdAt_idx" ON "ChatTurn"("conversationId", "createdAt");

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_shareLinkId_fkey" FOREIGN KEY ("shareLinkId") REFERENCES "ShareLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatTurn" ADD CONSTRAINT "ChatTurn_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- With a run go its steps, events and approvals, and what was thought of its answer.
CREATE OR REPLACE FUNCTION "deletePartsOfRuns"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN RETURN NULL; END IF;
  DELETE FROM "Queue" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Step" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "RunEvent" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Approval" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "RunFeedback" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Run" WHERE "parentId" IS NOT NULL AND "parentId" IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
