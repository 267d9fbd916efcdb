/** A run of a workspace with all its steps, in the order in which they began. */
export const selectRun = {
  name: "select-run",
  text: `
    SELECT r.*, p.name AS "pipelineName",
           coalesce((SELECT jsonb_agg(to_jsonb(s) ORDER BY s."startedAt" NULLS LAST, s."nodeId", s.iteration)
                     FROM "Step" s WHERE s."runId" = r.id), '[]') AS steps
    FROM "Run" r JOIN "Pipeline" p ON p.id = r."pipelineId"
    WHERE r.id = $1 AND r."workspaceId" = $2`,
};
