-- The outermost run that a run is a part of: itself, when it is no child run.
--
--   :runId  the run
WITH RECURSIVE up AS (
  SELECT id, "parentId" FROM "Run" WHERE id = :runId
  UNION ALL
  SELECT r.id, r."parentId" FROM "Run" r JOIN up ON r.id = up."parentId"
)
SELECT id FROM up WHERE "parentId" IS NULL
