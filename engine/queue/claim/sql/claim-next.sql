-- Takes runs that are due, as claim-runs.sql does, workspace by workspace in turn: of each the one that is due longest, then
-- the second of each, and so on. Queued runs are left alone for a while first, in which their wake-up may reach a worker.
--
-- A claim does not wait for the disk. When a crash of the database undoes it, nothing that was done under it can be written
-- any more: the row has another token or worker, or another position in the log. External effects wait for a journal batch,
-- whose commit makes the claim durable too. `former` is the worker whose lease expired, unless the run was released; `isNew`:
-- nothing was ever written about the run. `anchor`: the time from which the tenure counts its own.
-- `losses` counts how often its former worker has ended without releasing it, as far as can be told. `isLastTry`: a step of it
-- may have ended so many workers that this is its last try (engine/tenure/suspects.ts); at most one such run is taken.
--
--   :limit       how many at most
--   :worker      the worker that claims them
--   :minAgeMs    how many milliseconds queued runs are left alone
--   :workspaces  workspaces that were served lately,
--   :served      how much each was, which puts it behind the others by as many turns,
--   :capacities  and how many more runs each may have on this worker
--   :capacity    how many the others may have
--   :except      runs that are left to others
WITH RECURSIVE async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), spaces AS (
  -- From one workspace to the next along the index, however many rows each of them has.
  (SELECT "workspaceId" AS id FROM "Queue" ORDER BY "workspaceId" LIMIT 1)
  UNION ALL
  SELECT (SELECT q."workspaceId" FROM "Queue" q WHERE q."workspaceId" > s.id ORDER BY q."workspaceId" LIMIT 1)
  FROM spaces s WHERE s.id IS NOT NULL
), picked AS (
  SELECT c."runId"
  FROM spaces s
  LEFT JOIN unnest(:workspaces::text[], :served::float8[], :capacities::int[]) AS known(id, served, capacity)
    ON known.id = s.id,
  LATERAL (
    SELECT q."runId", q."dueAt", row_number() OVER (ORDER BY q."dueAt") AS position
    FROM (SELECT "runId", "dueAt" FROM "Queue"
          WHERE "workspaceId" = s.id AND "dueAt" <= now() AND NOT "runId" = ANY(:except::text[])
            AND (state <> 'queued' OR "dueAt" <= now() - :minAgeMs::float8 * interval '1 millisecond')
          ORDER BY "dueAt" LIMIT least(:limit::int, coalesce(known.capacity, :capacity::int))) q
  ) c
  ORDER BY coalesce(known.served, 0) + c.position, c."dueAt" LIMIT :limit
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
