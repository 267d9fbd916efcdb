-- The state of the child runs of a step: how many have ended, which of those that failed is first, and when the last ended,
-- in milliseconds since the anchor of the parent's tenure.
--
--   :runId      the parent
--   :nodeId     the path of the step
--   :iteration  its iteration
--   :anchor     the time from which the tenure counts, in milliseconds since 1970; null: the parent's start
SELECT count(*) FILTER (WHERE status IN ('succeeded', 'failed', 'cancelled'))::int AS ended,
       min("parentIndex") FILTER (WHERE status IN ('failed', 'cancelled')) AS failed,
       (extract(epoch FROM max("finishedAt") - coalesce('epoch'::timestamptz + :anchor::float8 * interval '1 millisecond', (
          SELECT "startedAt" FROM "Queue" WHERE "runId" = :runId))) * 1000)::float8 AS "endedMs"
FROM "Run" WHERE "parentId" = :runId AND "parentNode" = :nodeId AND "parentIteration" = :iteration
