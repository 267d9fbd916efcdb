-- What the models of a workspace took in a month, by pipeline, model and kind. Calls without a run have an
-- empty pipelineId.
--
--   :workspaceId  the workspace
--   :month        such as 2026-11
SELECT s."pipelineId", p.name AS "pipelineName", s.kind,
       CASE s.kind WHEN 'chat' THEN s.model ELSE substr(s.model, length(s.kind) + 2) END AS model, s.calls, s."tokensIn"::float8, s."tokensOut"::float8,
       s."costUsd", s."tokensPriced"::float8, s."tokensEstimated"::float8, s.units::float8, s."callsUnpriced", s.ms::float8
FROM "Spend" s LEFT JOIN "Pipeline" p ON p.id = s."pipelineId" AND p."workspaceId" = s."workspaceId"
WHERE s."workspaceId" = :workspaceId AND s.month = :month
ORDER BY s."costUsd" DESC, s."tokensIn" + s."tokensOut" DESC, s."pipelineId", s.model
