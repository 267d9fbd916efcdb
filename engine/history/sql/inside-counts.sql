-- How the steps of each node right inside a map, a loop or a sub-pipeline stand, over all of its iterations: those in the
-- run itself, and those in the child runs that a map was split into.
--
--   :runId      the run
--   :nodeId     the path to the node
--   :iteration  the iteration that the node lies in itself
WITH steps AS (
  SELECT substr(s."nodeId", length(:nodeId) + 2) AS node, s.status, s.output IS NULL AS empty
  FROM "Step" s
  WHERE s."runId" = :runId AND starts_with(s."nodeId", :nodeId || '/')
    AND (:iteration = '' OR s.iteration = :iteration OR starts_with(s.iteration, :iteration || '/'))
  UNION ALL
  SELECT substr(s."nodeId", 6), s.status, s.output IS NULL
  FROM "Run" c JOIN "Step" s ON s."runId" = c.id AND starts_with(s."nodeId", 'part/')
  WHERE c."parentId" = :runId AND c."parentNode" = :nodeId AND c."parentIteration" = :iteration
)
SELECT node AS "nodeId",
       count(*) FILTER (WHERE status IN ('failed', 'in_doubt') AND empty)::int AS failed,
       count(*) FILTER (WHERE status IN ('running', 'retrying', 'waiting'))::int AS working,
       count(*) FILTER (WHERE status = 'skipped')::int AS skipped,
       count(*) FILTER (WHERE status IN ('succeeded', 'cancelled') OR status IN ('failed', 'in_doubt') AND NOT empty)::int AS done
FROM steps WHERE strpos(node, '/') = 0
GROUP BY node
