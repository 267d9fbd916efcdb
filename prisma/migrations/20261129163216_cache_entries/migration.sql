-- CreateTable
CREATE TABLE "CacheEntry" (
    "workspaceId" TEXT NOT NULL,
    "cache" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "embedding" REAL[],
    "output" JSON,
    "maker" TEXT NOT NULL,
    "makerUntil" TIMESTAMPTZ(3),
    "runId" TEXT,
    "path" TEXT NOT NULL,
    "iteration" TEXT NOT NULL DEFAULT '',
    "hits" INTEGER NOT NULL DEFAULT 0,
    "savedUsd" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "CacheEntry_pkey" PRIMARY KEY ("workspaceId","cache","key")
);

-- CreateIndex
CREATE INDEX "CacheEntry_workspaceId_cache_scope_createdAt_idx" ON "CacheEntry"("workspaceId", "cache", "scope", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "CacheEntry_expiresAt_idx" ON "CacheEntry"("expiresAt");

-- AddForeignKey
ALTER TABLE "CacheEntry" ADD CONSTRAINT "CacheEntry_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
