/** Whose lease ran out, of a run that nobody gave back. */
const former = `CASE WHEN state = 'running' THEN worker END AS former`;
const claimed = `
    , mine AS (
      UPDATE "Queue" q
      SET state = 'running', worker = $2, token = q.token + 1, "dueAt" = now() + interval '15 seconds',
          "startedAt" = coalesce(q."startedAt", now())
      FROM free WHERE q."runId" = free."runId"
      RETURNING q.*, free.former
    )
    SELECT r.id, r."workspaceId", r."pipelineId", r."snapshotId", r.input, m.token, m.worker, m."lastSeq",
           m."cancelRequested", m.wakes, m."tokensIn", m."tokensOut", m.former, r."parentId", r.traceparent,
           extract(epoch FROM now() - m."startedAt")::float8 * 1000 AS "ageMs",
           extract(epoch FROM m."startedAt" - m."createdAt")::float8 * 1000 AS "waitedMs"
    FROM mine m JOIN "Run" r ON r.id = m."runId", quick`;

/**
 * A claim does not wait for the disk. When a crash of the database undoes it, nothing that was done under it can be
 * written any more: the row's token and name are not the claimant's, and a later claim has another of the two or begins
 * at another place of the log. Outside effects wait for a page of the journal, whose commit takes the claim to disk too.
 */
const quick = `quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;

/** Takes the runs of this list that are due: they wait, or their lease has run out. The database's clock decides. */
export const claimRuns = {
  name: "claim-runs",
  text: `
    WITH ${quick}, free AS (
      SELECT "runId", ${former} FROM "Queue" WHERE "runId" = ANY($1::text[]) AND "dueAt" <= now() FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/**
 * Takes up to $1 runs that are due, those first that are due longest, and none of $4. Those that are queued are given
 * $3 ms first, in which somebody may hear their doorbell.
 */
export const claimNext = {
  name: "claim-next",
  text: `
    WITH ${quick}, free AS (
      SELECT "runId", ${former} FROM "Queue"
      WHERE "dueAt" <= now() AND (state <> 'queued' OR "dueAt" <= now() - $3::float8 * interval '1 millisecond')
        AND NOT "runId" = ANY($4::text[])
      ORDER BY "dueAt" LIMIT $1 FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/** Takes again what carries this worker's name and is not in its hands ($1): the answer to its claim was lost. */
export const claimOwn = {
  name: "claim-own",
  text: `
    WITH ${quick}, free AS (
      SELECT "runId", NULL::text AS former FROM "Queue" WHERE worker = $2 AND state = 'running' AND NOT "runId" = ANY($1::text[])
      FOR UPDATE SKIP LOCKED
    )${claimed}`,
};
