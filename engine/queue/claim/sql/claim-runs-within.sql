-- Takes the runs of this list that are due, as claim-runs.sql does, with a bound for each workspace.
--
-- A claim does not wait for the disk. When a crash of the database undoes it, nothing that was done under it can be written
-- any more: the row has another token or worker, or another position in the log. External effects wait for a journal batch,
-- whose commit makes the claim durable too. `former` is the worker whose lease expired, unless the run was released; `isNew`:
-- nothing was ever written about the run. `anchor`: the time from which the tenure counts its own.
-- `losses` counts how often its former worker has ended without releasing it, as far as can be told. `isLastTry`: a step of it
-- may have ended so many workers that this is its last try (engine/tenure/suspects.ts); at most one such run is taken.
--
--   :runIds      the runs
--   :worker      the worker that claims them
--   :workspaces  workspaces that have runs on this worker,
--   :capacities  and how many more each may have
--   :capacity    how many the others may have
WITH async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), due AS (
  SELECT "runId", "workspaceId", row_number() OVER (PARTITION BY "workspaceId" ORDER BY "dueAt") AS position
  FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest(:runIds::text[]))) AND "dueAt" <= now()
), picked AS (
  SELECT r."runId" FROM due r
  LEFT JOIN unnest(:workspaces::text[], :capacities::int[]) AS known(id, capacity) ON known.id = r."workspaceId"
  WHERE r.position <= coalesce(known.capacity, :capacity::int)
), free AS (
  SELECT "runId", CASE WHEN state = 'running' THEN worker END AS former, "lastSeq" = 1 AS "isNew",
         /* include: is loss */ AS "isLoss", /* include: is last try */ AS "isLastTry"
  FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT "runId" FROM picked)) AND "dueAt" <= now()
  FOR UPDATE SKIP LOCKED
), taken AS (
  SELECT "runId" FROM free WHERE NOT "isLastTry" UNION ALL (SELECT "runId" FROM free WHERE "isLastTry" LIMIT 1)
), claimed AS (
  UPDATE "Queue" q
  SET state = 'running', worker = :worker, token = q.token + 1, "dueAt" = now() + interval '15 seconds',
      "startedAt" = /* include: start of q */,
      losses = q.losses + (q."runId" = ANY(ARRAY(SELECT "runId" FROM free WHERE "isLoss")))::int
  WHERE q."runId" = ANY(ARRAY(SELECT "runId" FROM taken))
  RETURNING q.*
)
SELECT /* include: claimed of r */,
       m.token, m.worker, m."lastSeq", m."cancelRequested", m.wakes, m."tokensIn", m."tokensOut",
       m."costUsd", m."tokensPriced", f.former, f."isNew", f."isLastTry",
       m.losses, m.suspects,
       /* include: anchor of m */ AS anchor,
       extract(epoch FROM now() - m."startedAt")::float8 * 1000 AS "ageMs",
       extract(epoch FROM m."startedAt" - m."createdAt")::float8 * 1000 AS "waitedMs"
FROM claimed m JOIN free f USING ("runId")
JOIN (SELECT * FROM "Run" WHERE id = ANY(ARRAY(SELECT "runId" FROM claimed))) r ON r.id = m."runId", async_commit
