-- CreateTable
CREATE TABLE "LocalModel" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "error" TEXT,
    "url" TEXT,
    "etag" TEXT,
    "sha256" TEXT,
    "bytes" BIGINT,
    "doneBytes" BIGINT NOT NULL DEFAULT 0,
    "bytesPerSecond" DOUBLE PRECISION,
    "context" INTEGER NOT NULL,
    "facts" JSONB,
    "claimedBy" TEXT,
    "claimedUntil" TIMESTAMPTZ(3),
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LocalModel_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "LocalModel_workspaceId_key_key" ON "LocalModel"("workspaceId", "key");

-- AddForeignKey
ALTER TABLE "LocalModel" ADD CONSTRAINT "LocalModel_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
