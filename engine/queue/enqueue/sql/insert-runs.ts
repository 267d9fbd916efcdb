/**
 * Inserts runs, their rows in the queue and their first event. A run whose idempotency key is taken, or whose pipeline does
 * not exist, or whose API key is not valid any more, is left out. The lock on the pipelines is what a foreign key would
 * take, once for all runs of a batch. $2 and $3 are what to NOTIFY with the commit when all were inserted: no worker may
 * start a run that was not accepted. $4 says that the commit need not wait for the disk.
 */
export const insertRuns = {
  name: "insert-runs",
  text: `
    WITH asked AS (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id text, "workspaceId" text, "pipelineId" text, "snapshotId" text, "versionNumber" int, trigger text,
        input json, "idempotencyKey" text, "shareLinkId" text, "createdBy" text, "parentId" text, "parentNode" text,
        "parentIteration" text, "parentIndex" int, "resumedFrom" text, "queueSeconds" int,
        traceparent text, "keyId" text, token int)
    ), valid_keys AS MATERIALIZED (
      SELECT id FROM "ApiKey" WHERE id = ANY(ARRAY(SELECT DISTINCT "keyId" FROM asked)) AND "revokedAt" IS NULL
        AND ("expiresAt" IS NULL OR "expiresAt" > now())
    ), pipelines AS MATERIALIZED (
      SELECT id, "workspaceId" FROM "Pipeline" WHERE id = ANY(ARRAY(SELECT "pipelineId" FROM asked)) FOR KEY SHARE
    ), inserted AS (
      INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", "versionNumber", trigger, input,
                         "idempotencyKey", "shareLinkId", "createdBy", "parentId", "parentNode", "parentIteration",
                         "parentIndex", "resumedFrom", "queueSeconds", traceparent, "lastSeq")
      SELECT a.id, a."workspaceId", a."pipelineId", a."snapshotId", a."versionNumber", a.trigger, a.input,
             a."idempotencyKey", a."shareLinkId", a."createdBy", a."parentId", a."parentNode", a."parentIteration",
             a."parentIndex", a."resumedFrom", a."queueSeconds", a.traceparent, 1
      FROM asked a JOIN pipelines p ON p.id = a."pipelineId" AND p."workspaceId" = a."workspaceId"
      WHERE a."keyId" IS NULL OR a."keyId" IN (SELECT id FROM valid_keys)
      ON CONFLICT DO NOTHING
      RETURNING id, "workspaceId", "parentId", "parentNode" || E'\\n' || "parentIteration" AS "parentStep",
                "queueSeconds"
    ), queued AS (
      INSERT INTO "Queue" ("runId", "workspaceId", "lastSeq", token, "parentId", "parentStep", "expiresAt")
      SELECT id, "workspaceId", 1, coalesce(token, 0), "parentId", "parentStep",
             now() + "queueSeconds" * interval '1 second'
      FROM inserted JOIN (SELECT id, token FROM asked) a USING (id)
    ), first_events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events) SELECT id, 1, 1, '[[0,{"type":"run.queued"}]]' FROM inserted
    )
    SELECT id, (SELECT count(pg_notify(channel, payload)) FROM unnest($2::text[], $3::text[]) AS n(channel, payload)
                WHERE (SELECT count(*) FROM inserted) = (SELECT count(*) FROM asked)),
           (SELECT set_config('synchronous_commit', 'off', true) WHERE $4)
    FROM inserted`,
};

/** A commit that waits for the disk makes all earlier ones durable too. */
export const touchRun = { name: "touch-run", text: `UPDATE "Queue" SET "dueAt" = "dueAt" WHERE "runId" = $1` };
