-- Sets the budget of a pipeline for each of its runs.
--
--   :workspaceId  its workspace
--   :pipelineId   the pipeline
--   :budget       the budget; null for none
UPDATE "Pipeline" SET budget = :budget::json::jsonb WHERE id = :pipelineId AND "workspaceId" = :workspaceId
