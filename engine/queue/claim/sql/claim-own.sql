-- Claims again what carries this worker's name and it does not hold: the answer to its claim was lost. Like any claim it
-- raises the token, so that a former tenure of the same worker writes nothing any more.
--
-- A claim does not wait for the disk. When a crash of the database undoes it, nothing that was done under it can be written
-- any more: the row has another token or worker, or another position in the log. External effects wait for a journal batch,
-- whose commit makes the claim durable too. `former` is the worker whose lease expired, unless the run was released; `isNew`:
-- nothing was ever written about the run. `anchor`: the time from which the tenure counts its own.
--
--   :held    the runs that the worker holds
--   :worker  the worker
WITH async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), free AS (
  SELECT "runId", NULL::text AS former, "lastSeq" = 1 AS "isNew",
         /* include: is last try again */ AS "isLastTry"
  FROM "Queue" WHERE worker = :worker AND state = 'running' AND NOT "runId" = ANY(:held::text[])
  FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE "Queue" q
  SET state = 'running', worker = :worker, token = q.token + 1, "dueAt" = now() + interval '15 seconds',
      "startedAt" = /* include: start of q */
  WHERE q."runId" = ANY(ARRAY(SELECT "runId" FROM free))
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
