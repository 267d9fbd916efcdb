/**
 * One group commit: runs, steps, events and blobs of all runs of a worker in one statement. It writes only what belongs to
 * runs that the worker still owns, and answers those. Owned means: the queue row carries the worker's token and name (so a
 * claim that a crash of the database has undone can never be mistaken for a later one), and its lastSeq is where this batch
 * begins or, when the same batch is sent again because the answer was lost, where it ends. The end of a run takes its row
 * out of the queue and completes its history; a run that waits is put back without a worker.
 *
 * The first batch of an inline claim finds the row as it was inserted, and gives it the worker's name and a lease. Another
 * worker that has claimed the run meanwhile has left another token there.
 *
 * A single batch costs what Postgres needs to start each part of its statement, so there are three: one for everything, and
 * two for the common cases, which leave out what they do not need (and two more, in write-one-batch.ts). $3 and $4 are what
 * to NOTIFY with the commit, when all of it is written. The end of a run that a caller waits for is notified by itself, with
 * its outcome unless that is too long: on $5, between $6 and $7, in less than $8 bytes; where $5 is null it is answered
 * instead.
 */
const input = `
    input AS (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id text, token int, worker text, first int, "lastSeq" int, "tokensIn" int, "tokensOut" int, events json,
        status text, output json, error json, "waitMs" float8, wakes int, again boolean,
        "isInlineClaim" boolean, "runStartedAgo" float8, "isAwaited" boolean)
    )`;

const isOwned = `q.token = t.token
        AND (q.worker = t.worker OR (t."isInlineClaim" AND q.worker IS NULL AND q.state = 'queued'))`;
const startedAt = `coalesce(q."startedAt", now() - t."runStartedAgo" * interval '1 millisecond')`;

const endedWith = (returning: string) => `
    ended AS (
      DELETE FROM "Queue" q USING input t
      WHERE q."runId" = ANY(ARRAY(SELECT id FROM input)) AND q."runId" = t.id AND ${isOwned}
        AND q."lastSeq" = t.first - 1
        AND t.status IN ('succeeded', 'failed', 'cancelled')
      RETURNING q."runId", ${startedAt} AS "startedAt", q."cancelRequested"
    ), history AS (
      UPDATE "Run" r
      SET status = t.status, output = t.output, error = t.error, token = t.token, worker = t.worker,
          "cancelRequested" = e."cancelRequested", "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn",
          "tokensOut" = t."tokensOut", "startedAt" = e."startedAt", "finishedAt" = now()
      FROM ended e JOIN input t ON t.id = e."runId"
      WHERE r.id = ANY(ARRAY(SELECT "runId" FROM ended)) AND r.id = e."runId"${returning}
    )`;
const ended = endedWith("");
const endedAndReturned = endedWith(`
      RETURNING r.*, t."isAwaited"`);

const progressed = `
    progressed AS (
      UPDATE "Queue" q
      SET "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn", "tokensOut" = t."tokensOut",
          state = coalesce(t.status, 'running'), worker = CASE WHEN t.status IS NULL THEN t.worker END,
          "startedAt" = ${startedAt},
          "dueAt" = CASE WHEN t.status IS NULL THEN CASE WHEN q.state = 'queued' THEN now() + interval '15 seconds' ELSE q."dueAt" END
                         -- Something it may wait for has happened since the claim, so it is due again at once.
                         WHEN q.wakes <> t.wakes OR q."cancelRequested" THEN q."createdAt"
                         ELSE coalesce(now() + t."waitMs" * interval '1 millisecond', 'infinity') END
      FROM input t
      WHERE q."runId" = ANY(ARRAY(SELECT id FROM input)) AND q."runId" = t.id AND ${isOwned}
        AND (q."lastSeq" = t.first - 1 OR (t.again AND q."lastSeq" = t."lastSeq"))
        AND (t.status IS NULL OR t.status = 'waiting')
      RETURNING q."runId"
    )`;

const owned = `
    owned AS (SELECT "runId" FROM ended UNION ALL SELECT "runId" FROM progressed)`;

type Rows = {
  /** The CTE that names the runs whose rows are written. */
  of: "ended" | "progressed" | "owned";
  /** Whether rows of theirs may exist already. */
  mayExist: boolean;
};

/** The rows of steps that a list of them ($2, or another parameter) comes to. */
export const stepsFrom = (list: string) => `
      INSERT INTO "Step" ("runId", "nodeId", iteration, status, attempt, input, output, error, "startedAt", "finishedAt",
                          "durationMs", "tokensIn", "tokensOut", model, "waitUntil")
      SELECT s."runId", s."nodeId", s.iteration, s.status, s.attempt, s.input, s.output, s.error,
             now() - s."startedAgo" * interval '1 millisecond', now() - s."finishedAgo" * interval '1 millisecond',
             s."durationMs", s."tokensIn", s."tokensOut", s.model,
             now() + s."waitMs" * interval '1 millisecond'
      FROM json_to_recordset(${list}::json) AS s(
        "runId" text, "nodeId" text, iteration text, status text, attempt int, input json, output json, error json,
        "startedAgo" float8, "finishedAgo" float8, "durationMs" real, "tokensIn" int, "tokensOut" int, model text,
        "waitMs" float8)
      JOIN`;

const rows = ({ of, mayExist }: Rows) => `
    steps AS (${stepsFrom("$2")} ${of} USING ("runId")${mayExist ? newerStep : ""}
    ), events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events)
      SELECT t.id, t."lastSeq", t.first, t.events FROM input t JOIN ${of} ON ${of}."runId" = t.id
      WHERE t.events IS NOT NULL${mayExist ? " ON CONFLICT DO NOTHING" : ""}
    )`;

export const newerStep = `
      ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE
      SET status = EXCLUDED.status, attempt = greatest(EXCLUDED.attempt, "Step".attempt),
          input = coalesce(EXCLUDED.input, "Step".input), output = EXCLUDED.output, error = EXCLUDED.error,
          "startedAt" = coalesce(EXCLUDED."startedAt", "Step"."startedAt"), "finishedAt" = EXCLUDED."finishedAt",
          "durationMs" = EXCLUDED."durationMs", "tokensIn" = EXCLUDED."tokensIn", "tokensOut" = EXCLUDED."tokensOut",
          model = EXCLUDED.model, "waitUntil" = coalesce(EXCLUDED."waitUntil", "Step"."waitUntil")`;

const kept = `
    blobs AS (
      INSERT INTO "Blob" (id, "workspaceId", bytes, data)
      SELECT b.id, b."workspaceId", b.bytes, b.data
      FROM json_to_recordset($5::json) AS b(id text, "workspaceId" text, bytes int, data json)
      ON CONFLICT DO NOTHING
    ), approvals AS (
      INSERT INTO "Approval" (id, "runId", "workspaceId", "nodeId", iteration, status, title, message, "expiresAt")
      SELECT a.id, a."runId", a."workspaceId", a."nodeId", a.iteration, a.status, a.title, a.message,
             now() + a."expiresMs" * interval '1 millisecond'
      FROM json_to_recordset($6::json) AS a(id text, "runId" text, "workspaceId" text, "nodeId" text, iteration text,
                                            status text, title text, message text, "expiresMs" float8)
      JOIN owned USING ("runId")
      ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET status = EXCLUDED.status
      WHERE "Approval".status = 'waiting' AND EXCLUDED.status = 'cancelled'
    )`;

const answer = (of: Rows["of"], also: string) => `
    SELECT "runId" AS id,${also}
           (SELECT count(pg_notify(channel, payload)) FROM unnest($3::text[], $4::text[]) AS n(channel, payload)
            WHERE (SELECT count(*) FROM ${of}) = (SELECT count(*) FROM input))
    FROM ${of}`;

/** The parameters for channel, before, after and most. */
type Framing = readonly [string, string, string, string];

/**
 * The outcomes of runs in `history` that are awaited: their columns as engine/history/sql/select-runs.ts has them. Where there is a
 * channel they are notified at once; where not, they are answered (`answeredOutcome`), to be published by the worker.
 */
export const outcomes = ([channel, before, after, most]: Framing) => `
    outcomes AS (
      SELECT id, json_build_array(json_build_array(id, "lastSeq", 'finished')) AS runs, (
        SELECT row_to_json(o) FROM (
          SELECT id, "workspaceId", "pipelineId",
                 (SELECT name FROM "Pipeline" WHERE id = h."pipelineId") AS "pipelineName", "snapshotId",
                 "versionNumber", trigger, input, output, error, "shareLinkId", "createdBy", "parentId", "parentNode",
                 "parentIteration", "parentIndex", "resumedFrom", "createdAt", "finishedAt", status, "startedAt",
                 "lastSeq", "tokensIn", "tokensOut", "cancelRequested"
        ) o
      ) AS outcome
      FROM history h WHERE "isAwaited"
    ), payloads AS (
      SELECT ${before}::text || json_build_object('runs', runs, 'outcomes', json_build_object(id, outcome))
                             || ${after}::text AS whole,
             ${before}::text || json_build_object('runs', runs) || ${after}::text AS short
      FROM outcomes WHERE ${channel}::text IS NOT NULL
    ), notified AS MATERIALIZED (
      SELECT count(pg_notify(${channel}::text, CASE WHEN octet_length(whole) < ${most}::int THEN whole ELSE short END))
      FROM payloads
    )`;

export const answeredOutcome = ([channel, , , most]: Framing, of: string) => `
           (SELECT outcome FROM outcomes
            WHERE id = ${of}."runId" AND ${channel}::text IS NULL AND octet_length(outcome::text) < ${most}::int) AS outcome,`;

const statement = (parts: readonly string[], of: Rows["of"], also = "") => `WITH ${parts.join(",")}${answer(of, also)}`;

/** Everything; $5 are blobs, $6 approvals. */
export const writeJournal = {
  name: "write-journal",
  text: statement([input, ended, progressed, owned, rows({ of: "owned", mayExist: true }), kept], "owned"),
};

/** Runs that continue or wait, with no blobs and no approvals. */
export const writeProgress = {
  name: "write-progress",
  text: statement([input, progressed, rows({ of: "progressed", mayExist: true })], "progressed"),
};

const framing: Framing = ["$5", "$6", "$7", "$8"];

/** Runs that are new and ended, the same way; if a row exists all the same, it fails with a unique violation. */
export const writeWholeRuns = {
  name: "write-whole-runs",
  text: statement(
    [input, endedAndReturned, rows({ of: "ended", mayExist: false }), outcomes(framing)],
    "ended",
    ` (SELECT count FROM notified),${answeredOutcome(framing, "ended")}`,
  ),
};

/**
 * Of repeated batches whose runs this worker does not own any more: those that were written all the same, because they were
 * its final ones (the run has ended by them, or waits).
 */
export const findWritten = {
  name: "find-written-batches",
  text: `
    SELECT t.id FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::text[]) AS t(id, token, worker, "lastSeq", status)
    JOIN "Run" r ON r.id = t.id AND r.token = t.token AND r.worker = t.worker AND r."lastSeq" = t."lastSeq"
      AND r.status = t.status
    UNION ALL
    SELECT t.id FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::text[]) AS t(id, token, worker, "lastSeq", status)
    JOIN "Queue" q ON q."runId" = t.id AND t.status = 'waiting' AND q.state = t.status
      AND q.token = t.token AND q."lastSeq" = t."lastSeq"`,
};
