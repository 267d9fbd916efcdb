-- The steps of a run, those of select-runs.sql in its order, each in a row: the values are parsed as they arrive, and other work
-- has its turn in between.
--
--   :runId  the run
SELECT s.*
FROM (SELECT * FROM "Step" WHERE "runId" = :runId AND strpos("nodeId", '/') = 0
      UNION ALL
      (SELECT * FROM "Step" WHERE "runId" = :runId AND strpos("nodeId", '/') > 0
       ORDER BY "startedAt" NULLS LAST, "nodeId", iteration LIMIT 500)) s
ORDER BY s."startedAt" NULLS LAST, s."nodeId", s.iteration
