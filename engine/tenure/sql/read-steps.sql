-- What earlier tenures of a run recorded of its steps: those at the top, or those inside the Map, Loop and Sub-pipeline
-- nodes that are named. In the order in which they ended; `startedAt` in milliseconds since 1970.
--
--   :runId   the run
--   :inside  the nodes whose inner steps are read; null: the steps at the top
SELECT "nodeId", iteration, status, attempt, coalesce((error ->> 'isOutage')::boolean, false) AS "isOutage", output,
       extract(epoch FROM "waitUntil" - now())::float8 * 1000 AS "waitMs",
       (extract(epoch FROM "startedAt") * 1000)::float8 AS "startedAt",
       "waitUntil" IS NOT NULL OR EXISTS (SELECT FROM "Approval" a WHERE a."runId" = :runId) AS "hasWaited"
FROM "Step"
WHERE "runId" = :runId
  AND CASE WHEN :inside::text[] IS NULL THEN strpos("nodeId", '/') = 0
           ELSE strpos("nodeId", '/') > 0 AND split_part("nodeId", '/', 1) = ANY(:inside) END
ORDER BY "finishedAt" NULLS LAST
