-- A pipeline and the version that a reference means.
--
--   :pipelineId   the pipeline
--   :workspaceId  its workspace
--   :version      a version's number; null: the newest there is
SELECT p.name, p."archivedAt" IS NOT NULL AS "isArchived", v.number, v."snapshotId",
       CASE WHEN v.number IS NULL THEN p.draft END AS draft
FROM "Pipeline" p LEFT JOIN LATERAL (
  SELECT number, "snapshotId" FROM "PipelineVersion"
  WHERE "pipelineId" = p.id AND (:version::int IS NULL OR number = :version) ORDER BY number DESC LIMIT 1
) v ON true
WHERE p.id = :pipelineId AND p."workspaceId" = :workspaceId
