-- Stores of State nodes, topics of a workspace and their events, and what effects have done.
-- CreateTable
CREATE TABLE "StateStore" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StateStore_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StateEntry" (
    "storeId" TEXT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "value" JSON,
    "version" BIGINT NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "StateEntry_pkey" PRIMARY KEY ("storeId","key")
);

-- CreateTable
CREATE TABLE "Effect" (
    "id" TEXT NOT NULL,
    "runId" TEXT,
    "intent" JSON,
    "result" JSON,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Effect_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Topic" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "partitions" INTEGER NOT NULL,
    "retentionHours" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Topic_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TopicPartition" (
    "topicId" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "firstOffset" BIGINT NOT NULL DEFAULT 0,
    "nextOffset" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "TopicPartition_pkey" PRIMARY KEY ("topicId","partition")
);

-- CreateTable
CREATE TABLE "TopicEvent" (
    "topicId" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "key" BYTEA,
    "value" BYTEA,
    "headers" JSON NOT NULL DEFAULT '[]',
    "timestamp" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TopicEvent_pkey" PRIMARY KEY ("topicId","partition","offset")
);

-- CreateIndex
CREATE UNIQUE INDEX "StateStore_workspaceId_name_key" ON "StateStore"("workspaceId", "name");

-- CreateIndex
CREATE INDEX "Effect_createdAt_idx" ON "Effect"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Topic_workspaceId_name_key" ON "Topic"("workspaceId", "name");

-- AddForeignKey
ALTER TABLE "StateStore" ADD CONSTRAINT "StateStore_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StateEntry" ADD CONSTRAINT "StateEntry_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "StateStore"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TopicPartition" ADD CONSTRAINT "TopicPartition_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By which the upkeep finds entries whose time is over.
CREATE INDEX "StateEntry_expiresAt_idx" ON "StateEntry"("expiresAt") WHERE "expiresAt" IS NOT NULL;

-- Entries are written again and again; with room on their pages, no index has to be touched.
ALTER TABLE "StateEntry" SET (fillfactor = 70);

-- With a partition go its events.
CREATE FUNCTION "deleteEventsOfPartitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "TopicEvent" e USING gone g WHERE e."topicId" = g."topicId" AND e.partition = g.partition;
  RETURN NULL;
END $$;
CREATE TRIGGER "deleteEventsOfPartitions" AFTER DELETE ON "TopicPartition"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "deleteEventsOfPartitions"();
