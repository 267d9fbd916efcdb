-- Runs become history, and what is not finished gets a small row of its own: the queue.

CREATE TABLE "Queue" (
    "runId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "dueAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "token" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "tokensIn" INTEGER NOT NULL DEFAULT 0,
    "tokensOut" INTEGER NOT NULL DEFAULT 0,
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "startedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Queue_pkey" PRIMARY KEY ("runId")
);

-- A run that was under way when this was installed goes on as soon as its old lease is over.
INSERT INTO "Queue" ("runId", "workspaceId", state, "dueAt", token, worker, "lastSeq", "tokensIn", "tokensOut",
                     "cancelRequested", "startedAt", "createdAt")
SELECT id, "workspaceId", status, CASE status WHEN 'queued' THEN "createdAt" ELSE coalesce("leaseUntil", now()) END,
       token, worker, "lastSeq", "tokensIn", "tokensOut", "cancelRequested", "startedAt", "createdAt"
FROM "Run" WHERE status IN ('queued', 'running');

CREATE INDEX "Queue_workspaceId_dueAt_idx" ON "Queue"("workspaceId", "dueAt");

-- Its rows live for milliseconds and change a few times: they stay few, and what they leave behind is cleared often.
ALTER TABLE "Queue" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
                         autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000,
                         autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0);

-- Run: no foreign keys, no index on what changes.
ALTER TABLE "Run" DROP CONSTRAINT "Run_workspaceId_fkey", DROP CONSTRAINT "Run_pipelineId_fkey",
                  DROP CONSTRAINT "Run_snapshotId_fkey";
ALTER TABLE "Step" DROP CONSTRAINT "Step_runId_fkey";
ALTER TABLE "RunEvent" DROP CONSTRAINT "RunEvent_runId_fkey";
DROP INDEX "Run_queued_idx", "Run_running_idx", "Run_pipelineId_createdAt_idx", "Run_workspaceId_createdAt_idx",
           "Run_pipelineId_idempotencyKey_key";
UPDATE "Run" SET status = 'queued' WHERE status = 'running';
ALTER TABLE "Run" DROP COLUMN "leaseUntil",
                  ADD COLUMN "parentId" TEXT, ADD COLUMN "parentNode" TEXT, ADD COLUMN "parentIteration" TEXT,
                  ADD COLUMN "parentIndex" INTEGER, ADD COLUMN "resumedFrom" TEXT, ADD COLUMN "queueSeconds" INTEGER;
CREATE UNIQUE INDEX "Run_pipelineId_idempotencyKey_key" ON "Run"("pipelineId", "idempotencyKey")
  WHERE "idempotencyKey" IS NOT NULL;
CREATE UNIQUE INDEX "Run_parent_key" ON "Run"("parentId", "parentNode", "parentIteration", "parentIndex")
  WHERE "parentId" IS NOT NULL;
-- Child runs are listed under their parent and nowhere else.
CREATE INDEX "Run_pipelineId_createdAt_idx" ON "Run"("pipelineId", "createdAt" DESC, id DESC) WHERE "parentId" IS NULL;
CREATE INDEX "Run_workspaceId_createdAt_idx" ON "Run"("workspaceId", "createdAt" DESC, id DESC) WHERE "parentId" IS NULL;

ALTER TABLE "Step" ADD COLUMN "reusedFrom" TEXT, ADD COLUMN "waitUntil" TIMESTAMPTZ(3);

-- Events: pages of up to a hundred instead of a row each.
ALTER TABLE "RunEvent" RENAME TO "OldEvent";
ALTER TABLE "OldEvent" RENAME CONSTRAINT "RunEvent_pkey" TO "OldEvent_pkey";
CREATE TABLE "RunEvent" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "events" JSON NOT NULL,

    CONSTRAINT "RunEvent_pkey" PRIMARY KEY ("runId","seq")
);
INSERT INTO "RunEvent" ("runId", seq, first, at, events)
SELECT "runId", max(seq), min(seq), max(newest),
       json_agg(json_build_array(round(extract(epoch FROM newest - at) * 1000), data) ORDER BY seq)
FROM (SELECT *, max(at) OVER (PARTITION BY "runId", (seq - 1) / 100) AS newest FROM "OldEvent") e
GROUP BY "runId", (seq - 1) / 100;
DROP TABLE "OldEvent";

CREATE TABLE "Approval" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "iteration" TEXT NOT NULL DEFAULT '',
    "title" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "tokenHash" TEXT,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "comment" TEXT,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Approval_tokenHash_key" ON "Approval"("tokenHash");
CREATE UNIQUE INDEX "Approval_runId_nodeId_iteration_key" ON "Approval"("runId", "nodeId", "iteration");
CREATE INDEX "Approval_workspaceId_createdAt_idx" ON "Approval"("workspaceId", "createdAt" DESC);

-- What foreign keys did row by row, in one go for each statement that deletes.
CREATE FUNCTION "deleteRunsOfPipelines"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Run" WHERE "pipelineId" IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER "deleteRunsOfPipelines" AFTER DELETE ON "Pipeline"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "deleteRunsOfPipelines"();

CREATE FUNCTION "deletePartsOfRuns"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN RETURN NULL; END IF;
  DELETE FROM "Queue" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Step" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "RunEvent" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Approval" WHERE "runId" IN (SELECT id FROM gone);
  DELETE FROM "Run" WHERE "parentId" IS NOT NULL AND "parentId" IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER "deletePartsOfRuns" AFTER DELETE ON "Run"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "deletePartsOfRuns"();
