/** The worker whose lease expired, unless the run was released, and whether anything was ever written about the run. */
const found = `CASE WHEN state = 'running' THEN worker END AS former, "lastSeq" = 1 AS "isNew"`;
const claimed = `
    , claimed AS (
      UPDATE "Queue" q
      SET state = 'running', worker = $2, token = q.token + 1, "dueAt" = now() + interval '15 seconds',
          "startedAt" = coalesce(q."startedAt", now())
      WHERE q."runId" = ANY(ARRAY(SELECT "runId" FROM free))
      RETURNING q.*
    )
    SELECT r.id, r."workspaceId", r."pipelineId", r."snapshotId", r.input, m.token, m.worker, m."lastSeq",
           m."cancelRequested", m.wakes, m."tokensIn", m."tokensOut", f.former, f."isNew", r."parentId", r.traceparent,
           extract(epoch FROM now() - m."startedAt")::float8 * 1000 AS "ageMs",
           extract(epoch FROM m."startedAt" - m."createdAt")::float8 * 1000 AS "waitedMs"
    FROM claimed m JOIN free f USING ("runId")
    JOIN (SELECT * FROM "Run" WHERE id = ANY(ARRAY(SELECT "runId" FROM claimed))) r ON r.id = m."runId", async_commit`;

/**
 * A claim does not wait for the disk. When a crash of the database undoes it, nothing that was done under it can be
 * written any more: the row has another token or worker, or another position in the log. Outside effects wait for a
 * journal batch, whose commit makes the claim durable too.
 */
const asyncCommit = `async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;

/**
 * Takes the runs of this list that are due: they wait, or their lease has run out. The database's clock decides.
 */
export const claimRuns = {
  name: "claim-runs",
  text: `
    WITH ${asyncCommit}, free AS (
      SELECT "runId", ${found} FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest($1::text[]))) AND "dueAt" <= now()
      FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/**
 * The same with a bound for each workspace: $3 are workspaces and $4 how many runs each may start now; those that are
 * not named may have $5.
 */
export const claimRunsWithin = {
  name: "claim-runs-within",
  text: `
    WITH ${asyncCommit}, due AS (
      SELECT "runId", "workspaceId", row_number() OVER (PARTITION BY "workspaceId" ORDER BY "dueAt") AS position
      FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest($1::text[]))) AND "dueAt" <= now()
    ), picked AS (
      SELECT r."runId" FROM due r
      LEFT JOIN unnest($3::text[], $4::int[]) AS known(id, capacity) ON known.id = r."workspaceId"
      WHERE r.position <= coalesce(known.capacity, $5::int)
    ), free AS (
      SELECT "runId", ${found} FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT "runId" FROM picked)) AND "dueAt" <= now()
      FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/**
 * Takes up to $1 runs that are due, and none of $8, workspace by workspace in turn: of each the one that is due longest,
 * then the second of each, and so on. Queued runs are left alone for $3 ms first, in which their wake-up may reach a
 * worker. $4 are workspaces, $5 how much each was served lately, which puts it behind the others by as many turns, and
 * $6 how many runs it may start now; those that are not named may have $7.
 */
export const claimNext = {
  name: "claim-next",
  text: `
    WITH RECURSIVE ${asyncCommit}, spaces AS (
      -- From one workspace to the next along the index, however many rows each of them has.
      (SELECT "workspaceId" AS id FROM "Queue" ORDER BY "workspaceId" LIMIT 1)
      UNION ALL
      SELECT (SELECT q."workspaceId" FROM "Queue" q WHERE q."workspaceId" > s.id ORDER BY q."workspaceId" LIMIT 1)
      FROM spaces s WHERE s.id IS NOT NULL
    ), picked AS (
      SELECT c."runId"
      FROM spaces s
      LEFT JOIN unnest($4::text[], $5::float8[], $6::int[]) AS known(id, served, capacity) ON known.id = s.id,
      LATERAL (
        SELECT q."runId", q."dueAt", row_number() OVER (ORDER BY q."dueAt") AS position
        FROM (SELECT "runId", "dueAt" FROM "Queue"
              WHERE "workspaceId" = s.id AND "dueAt" <= now() AND NOT "runId" = ANY($8::text[])
                AND (state <> 'queued' OR "dueAt" <= now() - $3::float8 * interval '1 millisecond')
              ORDER BY "dueAt" LIMIT least($1::int, coalesce(known.capacity, $7::int))) q
      ) c
      ORDER BY coalesce(known.served, 0) + c.position, c."dueAt" LIMIT $1
    ), free AS (
      SELECT "runId", ${found} FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT "runId" FROM picked)) AND "dueAt" <= now()
      FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/** Claims again what carries this worker's name and it does not hold ($1): the answer to its claim was lost. */
export const claimOwn = {
  name: "claim-own",
  text: `
    WITH ${asyncCommit}, free AS (
      SELECT "runId", NULL::text AS former, "lastSeq" = 1 AS "isNew" FROM "Queue" WHERE worker = $2 AND state = 'running' AND NOT "runId" = ANY($1::text[])
      FOR UPDATE SKIP LOCKED
    )${claimed}`,
};
