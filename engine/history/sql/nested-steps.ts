/** Whether a step lies right inside a node (and not in something inside that), as SQL. */
const isRightInside = (step: string, node: string) => `
  starts_with(${step}."nodeId", ${node} || '/') AND strpos(substr(${step}."nodeId", length(${node}) + 2), '/') = 0`;

const status = `
  CASE WHEN bool_or(s.status IN ('failed', 'in_doubt') AND s.output IS NULL) THEN 'failed'
       WHEN bool_or(s.status = 'waiting') AND NOT bool_or(s.status IN ('running', 'retrying')) THEN 'waiting'
       WHEN bool_or(s.status IN ('running', 'retrying', 'waiting')) THEN 'running'
       WHEN bool_or(s.status = 'cancelled') THEN 'cancelled'
       ELSE 'succeeded' END`;

/**
 * How the items of every map and loop of a run stand that lies outside all others: those it runs itself, and those that
 * went into child runs. The total is the length of the list that a map was given.
 */
export const readProgress = {
  name: "read-progress",
  text: `
    WITH own AS (
      SELECT split_part(s."nodeId", '/', 1) AS node, s.iteration, ${status} AS status
      FROM "Step" s
      WHERE s."runId" = $1 AND strpos(s."nodeId", '/') > 0
        AND strpos(substr(s."nodeId", strpos(s."nodeId", '/') + 1), '/') = 0
      GROUP BY 1, 2
    ), children AS (
      SELECT c.id, c."parentNode" AS node, coalesce(q.state, c.status) AS status
      FROM "Run" c LEFT JOIN "Queue" q ON q."runId" = c.id
      WHERE c."parentId" = $1 AND strpos(c."parentNode", '/') = 0
    ), spread AS (
      SELECT c.node, s.iteration, c.id, ${status} AS status
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
    LEFT JOIN "Step" s ON s."runId" = $1 AND s."nodeId" = c.node AND s.iteration = ''
    LEFT JOIN "Blob" b ON b."workspaceId" = $2 AND b.id = CASE WHEN json_typeof(s.input -> 'items') = 'object'
                                                               THEN s.input #>> '{items,$blob}' END`,
};

/**
 * The items of a map or rounds of a loop, in order, a page at a time. $2 is the way to the node, $3 the iteration that it
 * lies in itself, $4 the status they are narrowed to, $5 the index behind which to begin.
 */
export const listIterations = {
  name: "list-iterations",
  text: `
    WITH items AS (
      SELECT s.iteration, ${status} AS status, count(*)::int AS steps, min(s."startedAt") AS "startedAt",
             extract(epoch FROM max(s."finishedAt") - min(s."startedAt"))::float8 * 1000 AS "durationMs",
             (array_agg(s.error) FILTER (WHERE s.error IS NOT NULL AND s.output IS NULL))[1] AS error
      FROM "Step" s
      WHERE s."runId" = $1 AND ${isRightInside("s", "$2")} AND ($3 = '' OR starts_with(s.iteration, $3 || '/'))
      GROUP BY s.iteration
    ), numbered AS (
      SELECT *, CASE WHEN iteration ~ '[0-9]+$' THEN (regexp_match(iteration, '[0-9]+$'))[1]::int ELSE 0 END AS index
      FROM items
    )
    SELECT * FROM numbered
    WHERE ($4::text IS NULL OR status = $4) AND ($5::int IS NULL OR index > $5)
    ORDER BY index
    LIMIT $6`,
};

/** The steps right inside a node, in one of its iterations. */
export const iterationSteps = {
  name: "iteration-steps",
  text: `
    SELECT s.* FROM "Step" s
    WHERE s."runId" = $1 AND ${isRightInside("s", "$2")} AND s.iteration = $3
    ORDER BY s."startedAt" NULLS LAST, s."nodeId"
    LIMIT 2000`,
};
