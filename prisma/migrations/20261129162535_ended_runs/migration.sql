-- CreateTable
CREATE TABLE "EndedRun" (
    "pipelineId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "EndedRun_pkey" PRIMARY KEY ("pipelineId","nodeId","runId")
);

-- CreateIndex
CREATE INDEX "EndedRun_dueAt_idx" ON "EndedRun"("dueAt");

-- By hand: whom the runs of a pipeline start others for.
CREATE INDEX "ActiveTrigger_follows_idx" ON "ActiveTrigger" ((settings #>> '{pipeline,id}')) WHERE type = 'run-ended';

-- By hand: whatever ends a run, the same commit notes it for the pipelines that follow its pipeline. Several statements end
-- runs, in groups; this looks once for each of them, by the index above, and locks nothing.
CREATE FUNCTION "noteEndedRuns"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "EndedRun" ("pipelineId", "nodeId", "runId")
  SELECT t."pipelineId", t."nodeId", r.id
  FROM ended r
  JOIN "ActiveTrigger" t ON t.type = 'run-ended' AND t.settings #>> '{pipeline,id}' = r."pipelineId"
  JOIN "Activation" a ON a."pipelineId" = t."pipelineId" AND a."workspaceId" = r."workspaceId"
  WHERE r."versionNumber" IS NOT NULL AND r."parentId" IS NULL
    AND CASE r.status WHEN 'succeeded' THEN t.settings ->> 'when' <> 'failure'
                      WHEN 'failed' THEN t.settings ->> 'when' <> 'success'
                      ELSE false END
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "noteEndedRuns" AFTER UPDATE ON "Run"
  REFERENCING NEW TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION "noteEndedRuns"();
