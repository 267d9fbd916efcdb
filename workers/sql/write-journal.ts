/**
 * One group commit: runs, steps, events and blobs of all runs of a worker in one statement. Only rows of a run whose
 * token is still ours are written; the answer lists those runs. The same batch may be sent twice (when an answer was lost
 * on the way): steps are overwritten with the same, events are kept once, a terminal row answers to its own twin.
 */
export const writeJournal = {
  name: "write-journal",
  text: `
    WITH told AS (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id text, token int, "lastSeq" int, status text, output json, error json, "tokensIn" int, "tokensOut" int)
    ), mine AS (
      UPDATE "Run" r
      SET "lastSeq" = t."lastSeq", status = coalesce(t.status, r.status), output = t.output, error = t.error,
          "tokensIn" = t."tokensIn", "tokensOut" = t."tokensOut",
          "finishedAt" = CASE WHEN t.status IS NULL THEN NULL ELSE coalesce(r."finishedAt", now()) END,
          "leaseUntil" = CASE WHEN t.status IS NULL THEN r."leaseUntil" END
      FROM told t
      WHERE r.id = t.id AND r.token = t.token
        AND (r.status = 'running' OR (r.status = t.status AND r."lastSeq" = t."lastSeq"))
      RETURNING r.id
    ), steps AS (
      INSERT INTO "Step" ("runId", "nodeId", iteration, status, attempt, input, output, error, "startedAt", "finishedAt",
                          "durationMs", "tokensIn", "tokensOut", model)
      SELECT s."runId", s."nodeId", s.iteration, s.status, s.attempt, s.input, s.output, s.error,
             now() - s."startedAgo" * interval '1 millisecond', now() - s."finishedAgo" * interval '1 millisecond',
             s."durationMs", s."tokensIn", s."tokensOut", s.model
      FROM json_to_recordset($2::json) AS s(
        "runId" text, "nodeId" text, iteration text, status text, attempt int, input json, output json, error json,
        "startedAgo" float8, "finishedAgo" float8, "durationMs" real, "tokensIn" int, "tokensOut" int, model text)
      JOIN mine ON mine.id = s."runId"
      ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE
      SET status = EXCLUDED.status, attempt = EXCLUDED.attempt, input = EXCLUDED.input, output = EXCLUDED.output,
          error = EXCLUDED.error, "startedAt" = EXCLUDED."startedAt", "finishedAt" = EXCLUDED."finishedAt",
          "durationMs" = EXCLUDED."durationMs", "tokensIn" = EXCLUDED."tokensIn", "tokensOut" = EXCLUDED."tokensOut",
          model = EXCLUDED.model
    ), events AS (
      INSERT INTO "RunEvent" ("runId", seq, at, data)
      SELECT e."runId", e.seq, now() - e.ago * interval '1 millisecond', e.data
      FROM json_to_recordset($3::json) AS e("runId" text, seq int, ago float8, data json)
      JOIN mine ON mine.id = e."runId"
      ON CONFLICT DO NOTHING
    ), blobs AS (
      INSERT INTO "Blob" (id, "workspaceId", bytes, data)
      SELECT b.id, b."workspaceId", b.bytes, b.data
      FROM json_to_recordset($4::json) AS b(id text, "workspaceId" text, bytes int, data json)
      ON CONFLICT DO NOTHING
    )
    SELECT id FROM mine`,
};
