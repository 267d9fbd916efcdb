-- Whether a run, or the one it runs inside, was started by a share link or a webhook: people outside of the workspace may read
-- its errors.
--
--   :runId  the run
WITH RECURSIVE up AS (
  SELECT "parentId", "shareLinkId", trigger FROM "Run" WHERE id = :runId
  UNION ALL
  SELECT r."parentId", r."shareLinkId", r.trigger FROM "Run" r JOIN up ON r.id = up."parentId"
) SELECT EXISTS (SELECT FROM up WHERE "shareLinkId" IS NOT NULL OR trigger IN ('share', 'webhook')) AS has
