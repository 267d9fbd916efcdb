-- A run without its steps: what another run can begin with.
--
--   :runId        the run
--   :workspaceId  its workspace
SELECT r.id, r."pipelineId", r."snapshotId", r."versionNumber", r.input, r."parentId", r."triggerNode",
       coalesce(q.state, r.status) AS status
FROM "Run" r LEFT JOIN "Queue" q ON q."runId" = r.id
WHERE r.id = :runId AND r."workspaceId" = :workspaceId
