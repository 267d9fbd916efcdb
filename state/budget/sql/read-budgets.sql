-- The budget of a workspace for each month, or that of a pipeline for each of its runs.
--
--   :workspaceId  the workspace
--   :pipelineId   the pipeline; null for the workspace
SELECT w.budget FROM "Workspace" w WHERE w.id = :workspaceId AND :pipelineId::text IS NULL
UNION ALL
SELECT p.budget FROM "Pipeline" p WHERE p.id = :pipelineId AND p."workspaceId" = :workspaceId
