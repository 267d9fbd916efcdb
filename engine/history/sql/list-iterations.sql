-- The items of a map or rounds of a loop, in order, a page at a time.
--
--   :runId      the run
--   :nodeId     the path to the node
--   :iteration  the iteration that the node lies in itself
--   :status     the state that items are narrowed to
--   :after      the index behind which to begin
--   :limit      items on a page
WITH items AS (
  SELECT s.iteration,
         CASE WHEN bool_or(s.status IN ('failed', 'in_doubt') AND s.output IS NULL) THEN 'failed'
              WHEN bool_or(s.status = 'waiting') AND NOT bool_or(s.status IN ('running', 'retrying')) THEN 'waiting'
              WHEN bool_or(s.status IN ('running', 'retrying', 'waiting')) THEN 'running'
              WHEN bool_or(s.status = 'cancelled') THEN 'cancelled'
              ELSE 'succeeded' END AS status,
         count(*)::int AS steps, min(s."startedAt") AS "startedAt",
         extract(epoch FROM max(s."finishedAt") - min(s."startedAt"))::float8 * 1000 AS "durationMs",
         (array_agg(s.error) FILTER (WHERE s.error IS NOT NULL AND s.output IS NULL))[1] AS error
  FROM "Step" s
  WHERE s."runId" = :runId AND starts_with(s."nodeId", :nodeId || '/')
    AND strpos(substr(s."nodeId", length(:nodeId) + 2), '/') = 0
    AND (:iteration = '' OR starts_with(s.iteration, :iteration || '/'))
  GROUP BY s.iteration
), numbered AS (
  SELECT *, CASE WHEN iteration ~ '[0-9]+$' THEN (regexp_match(iteration, '[0-9]+$'))[1]::int ELSE 0 END AS index
  FROM items
)
SELECT * FROM numbered
WHERE (:status::text IS NULL OR status = :status) AND (:after::int IS NULL OR index > :after)
ORDER BY index
LIMIT :limit
