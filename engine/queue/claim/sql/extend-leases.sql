-- Extends the leases a worker still holds, by the database's clock. A run that is missing from the answer is lost; one flag
-- says who must stop, the other whether its lease was extended. It was not where another statement has just locked the row,
-- mostly this worker's own journal: that must not keep all the other leases waiting, and no claim takes a locked row either.
--
--   :runIds  the runs that a worker holds
--   :tokens  the token of each
--   :worker  that worker
WITH held AS (
  SELECT q."runId", q."cancelRequested"
  FROM "Queue" q JOIN unnest(:runIds::text[], :tokens::int[]) AS h("runId", token) ON q."runId" = h."runId"
  WHERE q."runId" = ANY(:runIds) AND q.token = h.token AND q.worker = :worker AND q.state = 'running'
), free AS (
  SELECT q."runId" FROM "Queue" q JOIN unnest(:runIds::text[], :tokens::int[]) AS h("runId", token) ON q."runId" = h."runId"
  WHERE q."runId" = ANY(:runIds) AND q.token = h.token AND q.worker = :worker AND q.state = 'running'
  FOR UPDATE OF q SKIP LOCKED
), extended AS (
  UPDATE "Queue" q SET "dueAt" = now() + interval '15 seconds'
  WHERE q."runId" = ANY(ARRAY(SELECT "runId" FROM free))
  RETURNING q."runId", q."cancelRequested"
)
SELECT "runId" AS id, coalesce(e."cancelRequested", held."cancelRequested") AS "cancelRequested",
       e."cancelRequested" IS NOT NULL AS "isExtended"
FROM held LEFT JOIN extended e USING ("runId")
