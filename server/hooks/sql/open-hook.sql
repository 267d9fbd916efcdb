-- The hook behind a token, and the version that serves it: nulls when the pipeline, or this node of it, is off.
--
--   :tokenHash  SHA-256 of the token, hex
SELECT h.id, h."workspaceId", h."pipelineId", h."nodeId", t.type, t.settings, a."versionNumber", v."snapshotId"
FROM "Hook" h
LEFT JOIN "ActiveTrigger" t ON t."pipelineId" = h."pipelineId" AND t."nodeId" = h."nodeId"
LEFT JOIN "Activation" a ON a."pipelineId" = t."pipelineId"
LEFT JOIN "PipelineVersion" v ON v."pipelineId" = a."pipelineId" AND v.number = a."versionNumber"
WHERE h."tokenHash" = :tokenHash
