-- Whether a workspace has a budget for its months, or one of its pipelines has one for its runs.
--
--   :workspaceId  the workspace
SELECT EXISTS (SELECT FROM "Workspace" WHERE id = :workspaceId AND budget IS NOT NULL)
    OR EXISTS (SELECT FROM "Pipeline" WHERE "workspaceId" = :workspaceId AND budget IS NOT NULL) AS has
