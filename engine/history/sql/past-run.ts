/** A run without its steps: what another run can begin with. */
export const pastRun = {
  name: "past-run",
  text: `
    SELECT r.id, r."pipelineId", r."snapshotId", r."versionNumber", r.input, r."parentId",
           coalesce(q.state, r.status) AS status
    FROM "Run" r LEFT JOIN "Queue" q ON q."runId" = r.id
    WHERE r.id = $1 AND r."workspaceId" = $2`,
};
