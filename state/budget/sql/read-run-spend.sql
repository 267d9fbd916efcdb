-- What the models of a run took, by the path of the node that asked, and the budgets of the run.
--
--   :workspaceId  its workspace
--   :runId        the outermost run
SELECT r.budget AS "ownBudget", p.budget AS "pipelineBudget", coalesce((
  SELECT json_agg(json_build_object('path', s.path, 'calls', s.calls, 'tokens', s.tokens, 'costUsd', s."costUsd", 'ms', s.ms)
                  ORDER BY s."costUsd" DESC, s.tokens DESC, s.path)
  FROM "RunSpend" s WHERE s."runId" = r.id), '[]') AS nodes
FROM "Run" r JOIN "Pipeline" p ON p.id = r."pipelineId"
WHERE r.id = :runId AND r."workspaceId" = :workspaceId
