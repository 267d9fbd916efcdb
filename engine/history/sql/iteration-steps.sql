-- The steps right inside a node (and not in something inside that), in one of its iterations.
--
--   :runId      the run
--   :nodeId     the path to the node
--   :iteration  one of its iterations
SELECT s.* FROM "Step" s
WHERE s."runId" = :runId AND starts_with(s."nodeId", :nodeId || '/')
  AND strpos(substr(s."nodeId", length(:nodeId) + 2), '/') = 0
  AND s.iteration = :iteration
ORDER BY s."startedAt" NULLS LAST, s."nodeId"
LIMIT 2000
