/**
 * The common cases of write-journal.ts for one run by itself: with its numbers as parameters instead of a list of one, and
 * without what keeps many runs apart, a statement takes Postgres a tenth of a millisecond less. A run whose steps wait for
 * the disk one after the other pays that each time.
 *
 * $1 are its steps, $2 its id, $3 token, $4 worker, $5 first, $6 lastSeq, $7 and $8 tokens in and out, $9 whether it has to
 * be claimed as well, $10 how long ago it started, $11 the batch's events, $12 and $13 what to NOTIFY.
 */
import { answeredOutcome, newerStep, outcomes, stepsFrom } from "./write-journal.ts";

const isOwned = `q."runId" = $2::text AND q.token = $3::int AND q."lastSeq" = $5::int - 1
        AND (q.worker = $4::text OR ($9::boolean AND q.worker IS NULL AND q.state = 'queued'))`;
const startedAt = `coalesce(q."startedAt", now() - $10::float8 * interval '1 millisecond')`;

const rows = (of: string, mayExist: boolean) => `
    steps AS (${stepsFrom("$1")} ${of} USING ("runId")${mayExist ? newerStep : ""}
    ), events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events)
      SELECT "runId", $6::int, $5::int, $11::json FROM ${of}
      WHERE $11::json IS NOT NULL${mayExist ? " ON CONFLICT DO NOTHING" : ""}
    )`;

const answer = (of: string, also = "") => `
    SELECT "runId" AS id,${also}
           (SELECT count(pg_notify(channel, payload)) FROM unnest($12::text[], $13::text[]) AS n(channel, payload))
    FROM ${of}`;

/** It continues. */
export const writeOneProgress = {
  name: "write-one-progress",
  text: `
    WITH progressed AS (
      UPDATE "Queue" q
      SET "lastSeq" = $6::int, "tokensIn" = $7::int, "tokensOut" = $8::int, state = 'running', worker = $4::text,
          "startedAt" = ${startedAt},
          "dueAt" = CASE WHEN q.state = 'queued' THEN now() + interval '15 seconds' ELSE q."dueAt" END
      WHERE ${isOwned}
      RETURNING q."runId"
    ),${rows("progressed", true)}${answer("progressed")}`,
};

const framing = ["$18", "$19", "$20", "$21"] as const;

const ending = (mayExist: boolean) => `
    WITH ended AS (
      DELETE FROM "Queue" q WHERE ${isOwned} RETURNING q."runId", ${startedAt} AS "startedAt", q."cancelRequested"
    ), history AS (
      UPDATE "Run" r
      SET status = $14::text, output = $15::json, error = $16::json, token = $3::int, worker = $4::text,
          "cancelRequested" = e."cancelRequested", "lastSeq" = $6::int, "tokensIn" = $7::int, "tokensOut" = $8::int,
          "startedAt" = e."startedAt", "finishedAt" = now()
      FROM ended e WHERE r.id = $2::text AND r.id = e."runId"
      RETURNING r.*, $17::boolean AS "isAwaited"
    ),${rows("ended", mayExist)},${outcomes(framing)}${answer("ended", ` (SELECT count FROM notified),${answeredOutcome(framing, "ended")}`)}`;

/** It ends: $14 to $16 are status, output and error, $17 whether it is awaited, then $5 to $8 of writeWholeRuns. */
export const writeOneEnd = { name: "write-one-end", text: ending(true) };

/** The same, and it is new: none of its rows exists. */
export const writeOneWholeRun = { name: "write-one-whole-run", text: ending(false) };
