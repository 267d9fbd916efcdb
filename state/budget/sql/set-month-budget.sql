-- Sets the budget of a workspace for each month.
--
--   :workspaceId  the workspace
--   :budget       the budget; null for none
UPDATE "Workspace" SET budget = :budget::json::jsonb WHERE id = :workspaceId
