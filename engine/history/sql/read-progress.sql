-- How the items of every map and loop of a run stand that lies outside all others: those it runs itself, and those that
-- went into child runs. The total is the length of the list that a map was given.
--
--   :runId        the run
--   :workspaceId  its workspace
WITH own AS (
  SELECT split_part(s."nodeId", '/', 1) AS node, s.iteration,
         CASE WHEN bool_or(s.status IN ('failed', 'in_doubt') AND s.output IS NULL) THEN 'failed'
              WHEN bool_or(s.status = 'waiting') AND NOT bool_or(s.status IN ('running', 'retrying')) THEN 'waiting'
              WHEN bool_or(s.status IN ('running', 'retrying', 'waiting')) THEN 'running'
              WHEN bool_or(s.status = 'cancelled') THEN 'cancelled'
              ELSE 'succeeded' END AS status
  FROM "Step" s
  WHERE s."runId" = :runId AND strpos(s."nodeId", '/') > 0
    AND strpos(substr(s."nodeId", strpos(s."nodeId", '/') + 1), '/') = 0
  GROUP BY 1, 2
), children AS (
  SELECT c.id, c."parentNode" AS node, coalesce(q.state, c.status) AS status
  FROM "Run" c LEFT JOIN "Queue" q ON q."runId" = c.id
  WHERE c."parentId" = :runId AND strpos(c."parentNode", '/') = 0
), spread AS (
  SELECT c.node, s.iteration, c.id,
         CASE WHEN bool_or(s.status IN ('failed', 'in_doubt') AND s.output IS NULL) THEN 'failed'
              WHEN bool_or(s.status = 'waiting') AND NOT bool_or(s.status IN ('running', 'retrying')) THEN 'waiting'
              WHEN bool_or(s.status IN ('running', 'retrying', 'waiting')) THEN 'running'
              WHEN bool_or(s.status = 'cancelled') THEN 'cancelled'
              ELSE 'succeeded' END AS status
  FROM children c JOIN "Step" s ON s."runId" = c.id AND starts_with(s."nodeId", 'part/')
    AND strpos(substr(s."nodeId", 6), '/') = 0
  GROUP BY 1, 2, 3
), counts AS (
  SELECT node, count(*) FILTER (WHERE status IN ('succeeded', 'cancelled'))::int AS done,
         count(*) FILTER (WHERE status = 'failed')::int AS failed,
         count(*) FILTER (WHERE status IN ('running', 'waiting'))::int AS working
  FROM (SELECT node, status FROM own UNION ALL SELECT node, status FROM spread) AS items
  GROUP BY node
)
SELECT c.node AS "nodeId", c.done, c.failed, c.working,
       CASE WHEN s.output ->> 'count' ~ '^[0-9]+$' THEN (s.output ->> 'count')::int
            WHEN json_typeof(s.input -> 'items') = 'array' THEN json_array_length(s.input -> 'items')
            WHEN json_typeof(b.data) = 'array' THEN json_array_length(b.data) END AS total
FROM counts c
LEFT JOIN "Step" s ON s."runId" = :runId AND s."nodeId" = c.node AND s.iteration = ''
LEFT JOIN "Blob" b ON b."workspaceId" = :workspaceId
  AND b.id = CASE WHEN json_typeof(s.input -> 'items') = 'object' THEN s.input #>> '{items,$blob}' END
