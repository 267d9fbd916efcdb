-- Whether the outermost run of a run was started with a budget; also where there is none any more.
--
--   :runId  the run
WITH RECURSIVE up AS (
  SELECT "parentId", budget FROM "Run" WHERE id = :runId
  UNION ALL
  SELECT r."parentId", r.budget FROM "Run" r JOIN up ON r.id = up."parentId"
) SELECT NOT EXISTS (SELECT FROM up WHERE "parentId" IS NULL AND budget IS NULL) AS has
