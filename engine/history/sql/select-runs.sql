-- Runs of workspaces with their steps, in the order in which they began: all that lie outside maps and loops, and the first
-- 500 inside maps, loops and sub-pipelines; the others are asked for by themselves. The caller checks the workspace.
-- Instead of steps with more than :most bytes of values comes null: select-steps.sql reads these row by row.
--
--   :runIds  the runs
--   :most    bytes
SELECT /* include: outcome of r and q */,
       coalesce((SELECT CASE WHEN sum(coalesce(octet_length(s.input::text), 0) + coalesce(octet_length(s.output::text), 0))
                                  > :most THEN 'null'::json
                             ELSE json_agg(to_json(s) ORDER BY s."startedAt" NULLS LAST, s."nodeId", s.iteration) END
                 FROM (SELECT * FROM "Step" WHERE "runId" = r.id AND strpos("nodeId", '/') = 0
                       UNION ALL
                       (SELECT * FROM "Step" WHERE "runId" = r.id AND strpos("nodeId", '/') > 0
                        ORDER BY "startedAt" NULLS LAST, "nodeId", iteration LIMIT 500)) s), '[]') AS steps
FROM (SELECT * FROM "Run" WHERE id = ANY(ARRAY(SELECT unnest(:runIds::text[])))) r
LEFT JOIN (SELECT * FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest(:runIds::text[])))) q ON q."runId" = r.id
