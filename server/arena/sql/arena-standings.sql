-- Of the last 500 steps of an Arena: for each contender how often it was asked, answered whole, and was found best, by a
-- person's pick or else by the judge; and of its answers the mean times and cost. A model that stands in the list twice
-- wins with one of its answers. A step whose answers are a blob does not count. Parameters: workspaceId, pipelineId; nodeId, the path of the node.
WITH recent AS (
  SELECT s."runId", s."nodeId", s.iteration, s.output -> 'answers' AS answers,
         (s.output -> 'judgement' ->> 'best')::int AS judged
  FROM "Run" r JOIN "Step" s ON s."runId" = r.id AND s."nodeId" = :nodeId
  WHERE r."workspaceId" = :workspaceId AND r."pipelineId" = :pipelineId AND s.status = 'succeeded'
    AND s."reusedFrom" IS NULL AND json_typeof(s.output -> 'answers') = 'array'
  ORDER BY r."createdAt" DESC
  LIMIT 500
), decided AS (
  SELECT recent.answers, coalesce(p.place, recent.judged) AS winner
  FROM recent LEFT JOIN "ArenaPick" p USING ("runId", "nodeId", iteration)
)
SELECT a ->> 'contender' AS contender,
       count(*)::int AS asked,
       (count(*) FILTER (WHERE a ->> 'result' = 'complete'))::int AS answered,
       (count(*) FILTER (WHERE winner IS NOT NULL))::int AS decided,
       (count(*) FILTER (WHERE winner = nth - 1))::int AS wins,
       avg((a ->> 'firstMs')::float8) AS "firstMs",
       avg((a ->> 'totalMs')::float8) AS "totalMs",
       avg((a ->> 'costUsd')::float8) AS "costUsd"
FROM decided, json_array_elements(CASE json_typeof(answers) WHEN 'array' THEN answers ELSE '[]' END)
  WITH ORDINALITY AS each(a, nth)
WHERE a ->> 'contender' IS NOT NULL
GROUP BY 1
ORDER BY wins DESC, answered DESC, contender
