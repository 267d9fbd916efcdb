const lease = "now() + interval '15 seconds'";
const claimed = `
    UPDATE "Run" r
    SET status = 'running', worker = $2, token = r.token + 1, "leaseUntil" = ${lease},
        "startedAt" = coalesce(r."startedAt", now())
    FROM free WHERE r.id = free.id
    RETURNING r.id, r."workspaceId", r."pipelineId", r."snapshotId", r.input, r.token, r."lastSeq", r."cancelRequested",
              r."tokensIn", r."tokensOut", extract(epoch FROM now() - r."startedAt")::float8 * 1000 AS "ageMs"`;

/** Takes the runs of this list that wait or whose lease has run out. The database's clock decides, the token fences. */
export const claimRuns = {
  name: "claim-runs",
  text: `
    WITH free AS (
      SELECT id FROM "Run"
      WHERE id = ANY($1::text[]) AND (status = 'queued' OR (status = 'running' AND "leaseUntil" < now()))
      ORDER BY id FOR UPDATE SKIP LOCKED
    )${claimed}`,
};

/** Takes up to $1 runs nobody rang for: those whose lease has run out, then those queued longest and at least $3 ms ago. */
export const claimNext = {
  name: "claim-next",
  text: `
    WITH expired AS (
      SELECT id FROM "Run" WHERE status = 'running' AND "leaseUntil" < now() LIMIT $1 FOR UPDATE SKIP LOCKED
    ), queued AS (
      SELECT id FROM "Run" WHERE status = 'queued' AND "createdAt" < now() - $3::float8 * interval '1 millisecond'
      ORDER BY "createdAt" LIMIT $1 FOR UPDATE SKIP LOCKED
    ), free AS (
      SELECT id FROM expired UNION ALL SELECT id FROM queued LIMIT $1
    )${claimed}`,
};
