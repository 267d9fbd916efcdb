/** Inserts runs and their first event. A run whose idempotency key is taken, or whose pipeline is not there, is left out. */
export const insertRuns = {
  name: "insert-runs",
  text: `
    WITH asked AS (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id text, "workspaceId" text, "pipelineId" text, "snapshotId" text, "versionNumber" int, trigger text,
        input json, "idempotencyKey" text, "shareLinkId" text, "createdBy" text)
    ), made AS (
      INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", "versionNumber", trigger, input,
                         "idempotencyKey", "shareLinkId", "createdBy", "lastSeq")
      SELECT a.id, a."workspaceId", a."pipelineId", a."snapshotId", a."versionNumber", a.trigger, a.input,
             a."idempotencyKey", a."shareLinkId", a."createdBy", 1
      FROM asked a JOIN "Pipeline" p ON p.id = a."pipelineId" AND p."workspaceId" = a."workspaceId"
      ON CONFLICT DO NOTHING
      RETURNING id
    ), told AS (
      INSERT INTO "RunEvent" ("runId", seq, data) SELECT id, 1, '{"type":"run.queued"}' FROM made
    )
    SELECT id FROM made`,
};
