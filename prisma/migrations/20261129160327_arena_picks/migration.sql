-- CreateTable
CREATE TABLE "ArenaPick" (
    "runId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "iteration" TEXT NOT NULL DEFAULT '',
    "workspaceId" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "contender" TEXT NOT NULL,
    "pickedBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ArenaPick_pkey" PRIMARY KEY ("runId","nodeId","iteration")
);
