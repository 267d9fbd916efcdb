-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "WebSource" (
    "id" TEXT NOT NULL,
    "collectionId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "include" TEXT[],
    "exclude" TEXT[],
    "mostPages" INTEGER NOT NULL,
    "mostMegabytes" INTEGER NOT NULL,
    "everyHours" INTEGER,
    "whenGone" TEXT NOT NULL DEFAULT 'remove',
    "dueAt" TIMESTAMPTZ(3),
    "round" INTEGER NOT NULL DEFAULT 0,
    "isOpen" BOOLEAN NOT NULL DEFAULT false,
    "token" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "refreshedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebPage" (
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "listedIn" INTEGER NOT NULL,
    "visitedIn" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "error" TEXT,
    "etag" TEXT,
    "lastModified" TEXT,
    "hash" TEXT,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "visitedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebPage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "WebSource_dueAt_idx" ON "WebSource"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebSource_collectionId_address_key" ON "WebSource"("collectionId", "address");

-- CreateIndex
CREATE INDEX "WebPage_sourceId_visitedIn_position_idx" ON "WebPage"("sourceId", "visitedIn", "position");

-- CreateIndex
CREATE UNIQUE INDEX "WebPage_sourceId_address_key" ON "WebPage"("sourceId", "address");

-- AddForeignKey
ALTER TABLE "WebSource" ADD CONSTRAINT "WebSource_collectionId_fkey" FOREIGN KEY ("collectionId") REFERENCES "Collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebPage" ADD CONSTRAINT "WebPage_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "WebSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;
