/**
 * Inserts a run that starts with results of another: its history row, its row in the queue, its first events and copies
 * of the steps that are taken over, all in one statement, so that no worker ever sees it half inserted. $3 are nodes whose
 * result is taken over, $4 maps, loops and sub-pipelines of which what ended inside is: their steps, and the parts of a
 * list that succeeded as runs of their own.
 */
export const insertResumedRun = {
  name: "insert-resumed-run",
  text: `
    WITH asked AS (
      SELECT * FROM json_to_record($1::json) AS x(
        id text, "workspaceId" text, "pipelineId" text, "snapshotId" text, "versionNumber" int, input json,
        "createdBy" text, "resumedFrom" text)
    ), pipelines AS MATERIALIZED (
      SELECT id FROM "Pipeline" WHERE id IN (SELECT "pipelineId" FROM asked) FOR KEY SHARE
    ), inserted AS (
      INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", "versionNumber", trigger, input, "createdBy",
                         "resumedFrom", "lastSeq")
      SELECT a.id, a."workspaceId", a."pipelineId", a."snapshotId", a."versionNumber", 'replay', a.input, a."createdBy",
             a."resumedFrom", 2
      FROM asked a JOIN pipelines p ON p.id = a."pipelineId"
      RETURNING id, "workspaceId", "resumedFrom"
    ), queued AS (
      -- Its log says more than that it was accepted, so that the worker looks for steps which have ended.
      INSERT INTO "Queue" ("runId", "workspaceId", token, "lastSeq") SELECT id, "workspaceId", 1, 2 FROM inserted
    ), first_events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events) SELECT id, 2, 1, $2::json FROM inserted
    ), taken AS (
      INSERT INTO "Step" ("runId", "nodeId", iteration, status, attempt, input, output, error, "startedAt", "finishedAt",
                          "durationMs", "tokensIn", "tokensOut", model, "reusedFrom")
      SELECT inserted.id, s."nodeId", s.iteration, s.status, s.attempt, s.input, s.output, s.error, s."startedAt",
             s."finishedAt", s."durationMs", s."tokensIn", s."tokensOut", s.model, coalesce(s."reusedFrom", s."runId")
      FROM inserted JOIN "Step" s ON s."runId" = inserted."resumedFrom"
      WHERE (s."nodeId" = ANY($3::text[]) AND s.iteration = '')
         OR (split_part(s."nodeId", '/', 1) = ANY($4::text[]) AND strpos(s."nodeId", '/') > 0
             AND (s.status = 'succeeded' OR (s.status = 'failed' AND s.output IS NOT NULL)))
      RETURNING 1
    ), parts AS (
      INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", trigger, status, input, output, "parentId",
                         "parentNode", "parentIteration", "parentIndex", "resumedFrom", "tokensIn", "tokensOut",
                         "startedAt", "finishedAt")
      SELECT gen_random_uuid()::text, c."workspaceId", c."pipelineId", c."snapshotId", c.trigger, c.status, c.input,
             c.output, inserted.id, c."parentNode", c."parentIteration", c."parentIndex", coalesce(c."resumedFrom", c.id),
             c."tokensIn", c."tokensOut", c."startedAt", c."finishedAt"
      FROM inserted JOIN "Run" c ON c."parentId" = inserted."resumedFrom"
      WHERE c.status = 'succeeded' AND split_part(c."parentNode", '/', 1) = ANY($4::text[])
    )
    SELECT inserted.id, (SELECT count(*)::int FROM taken) AS reused FROM inserted`,
};
