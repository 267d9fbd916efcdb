/**
 * One group commit: runs, steps, events and blobs of all runs of a worker in one statement. Only what belongs to a run
 * that is still ours is written; the answer lists those runs. Ours means: the queue row carries our token and our name
 * (a claim that a crash of the database has undone can so never be taken for a later one), and stands where this page
 * begins or, when this very page is sent again because its answer was lost on the way, where it ends. The end of a run
 * takes its row out of the queue and completes its history; a run that waits is put back without a worker. $5 and $6 are
 * what to NOTIFY with the commit, when all of it is written.
 */
export const writeJournal = {
  name: "write-journal",
  text: `
    WITH told AS (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id text, token int, worker text, first int, "lastSeq" int, "tokensIn" int, "tokensOut" int, events json,
        status text, output json, error json, "waitMs" float8, wakes int, again boolean)
    ), ended AS (
      DELETE FROM "Queue" q USING told t
      WHERE q."runId" = ANY(ARRAY(SELECT id FROM told)) AND q."runId" = t.id AND q.token = t.token AND q.worker = t.worker
        AND q."lastSeq" = t.first - 1
        AND t.status IN ('succeeded', 'failed', 'cancelled')
      RETURNING q."runId", q."startedAt", q."cancelRequested"
    ), goes AS (
      UPDATE "Queue" q
      SET "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn", "tokensOut" = t."tokensOut",
          state = coalesce(t.status, q.state), worker = CASE WHEN t.status IS NULL THEN q.worker END,
          "dueAt" = CASE WHEN t.status IS NULL THEN q."dueAt"
                         -- News that came since the claim: whoever takes the run up next looks at it at once.
                         WHEN q.wakes <> t.wakes OR q."cancelRequested" THEN q."createdAt"
                         ELSE coalesce(now() + t."waitMs" * interval '1 millisecond', 'infinity') END
      FROM told t
      WHERE q."runId" = ANY(ARRAY(SELECT id FROM told)) AND q."runId" = t.id AND q.token = t.token AND q.worker = t.worker
        AND (q."lastSeq" = t.first - 1 OR (t.again AND q."lastSeq" = t."lastSeq"))
        AND (t.status IS NULL OR t.status = 'waiting')
      RETURNING q."runId"
    ), history AS (
      UPDATE "Run" r
      SET status = t.status, output = t.output, error = t.error, token = t.token, worker = t.worker,
          "cancelRequested" = e."cancelRequested", "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn",
          "tokensOut" = t."tokensOut", "startedAt" = e."startedAt", "finishedAt" = now()
      FROM ended e JOIN told t ON t.id = e."runId"
      WHERE r.id = ANY(ARRAY(SELECT "runId" FROM ended)) AND r.id = e."runId"
    ), mine AS (
      SELECT "runId" FROM ended UNION ALL SELECT "runId" FROM goes
    ), steps AS (
      -- Not an INSERT … ON CONFLICT, which costs a third more: the fence keeps two writers from the same row.
      MERGE INTO "Step" o USING (
        SELECT s.*, now() - s."startedAgo" * interval '1 millisecond' AS "startedAt",
               now() - s."finishedAgo" * interval '1 millisecond' AS "finishedAt",
               now() + s."waitMs" * interval '1 millisecond' AS "waitUntil"
        FROM json_to_recordset($2::json) AS s(
          "runId" text, "nodeId" text, iteration text, status text, attempt int, input json, output json, error json,
          "startedAgo" float8, "finishedAgo" float8, "durationMs" real, "tokensIn" int, "tokensOut" int, model text,
          "waitMs" float8)
        JOIN mine USING ("runId")
      ) n ON o."runId" = n."runId" AND o."nodeId" = n."nodeId" AND o.iteration = n.iteration
      WHEN NOT MATCHED THEN
        INSERT ("runId", "nodeId", iteration, status, attempt, input, output, error, "startedAt", "finishedAt",
                "durationMs", "tokensIn", "tokensOut", model, "waitUntil")
        VALUES (n."runId", n."nodeId", n.iteration, n.status, n.attempt, n.input, n.output, n.error, n."startedAt",
                n."finishedAt", n."durationMs", n."tokensIn", n."tokensOut", n.model, n."waitUntil")
      WHEN MATCHED THEN
        UPDATE SET status = n.status, attempt = greatest(n.attempt, o.attempt), input = coalesce(n.input, o.input),
          output = n.output, error = n.error, "startedAt" = coalesce(n."startedAt", o."startedAt"),
          "finishedAt" = n."finishedAt", "durationMs" = n."durationMs", "tokensIn" = n."tokensIn",
          "tokensOut" = n."tokensOut", model = n.model, "waitUntil" = coalesce(n."waitUntil", o."waitUntil")
    ), events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events)
      SELECT t.id, t."lastSeq", t.first, t.events FROM told t JOIN mine ON mine."runId" = t.id
      WHERE t.events IS NOT NULL
        AND NOT (t.again AND EXISTS (SELECT FROM "RunEvent" e WHERE e."runId" = t.id AND e.seq = t."lastSeq"))
    ), blobs AS (
      INSERT INTO "Blob" (id, "workspaceId", bytes, data)
      SELECT b.id, b."workspaceId", b.bytes, b.data
      FROM json_to_recordset($3::json) AS b(id text, "workspaceId" text, bytes int, data json)
      ON CONFLICT DO NOTHING
    ), approvals AS (
      INSERT INTO "Approval" (id, "runId", "workspaceId", "nodeId", iteration, status, title, message, "expiresAt")
      SELECT a.id, a."runId", a."workspaceId", a."nodeId", a.iteration, a.status, a.title, a.message,
             now() + a."expiresMs" * interval '1 millisecond'
      FROM json_to_recordset($4::json) AS a(id text, "runId" text, "workspaceId" text, "nodeId" text, iteration text,
                                            status text, title text, message text, "expiresMs" float8)
      JOIN mine USING ("runId")
      ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET status = EXCLUDED.status
      WHERE "Approval".status = 'waiting' AND EXCLUDED.status = 'cancelled'
    )
    SELECT "runId" AS id,
           (SELECT count(pg_notify(channel, payload)) FROM unnest($5::text[], $6::text[]) AS n(channel, payload)
            WHERE (SELECT count(*) FROM mine) = (SELECT count(*) FROM told))
    FROM mine`,
};

/**
 * Of pages whose answer was lost and which are not ours any more: those that are written all the same, because they were
 * the last word of this worker (the run has ended by it, or waits).
 */
export const findWritten = {
  name: "find-written-pages",
  text: `
    SELECT t.id FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::text[]) AS t(id, token, worker, "lastSeq", status)
    JOIN "Run" r ON r.id = t.id AND r.token = t.token AND r.worker = t.worker AND r."lastSeq" = t."lastSeq"
      AND r.status = t.status
    UNION ALL
    SELECT t.id FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::text[]) AS t(id, token, worker, "lastSeq", status)
    JOIN "Queue" q ON q."runId" = t.id AND t.status = 'waiting' AND q.state = t.status
      AND q.token = t.token AND q."lastSeq" = t."lastSeq"`,
};
