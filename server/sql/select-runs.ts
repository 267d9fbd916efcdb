/** Runs of workspaces with all their steps, in the order in which they began. Asked for in pairs of run and workspace. */
export const selectRuns = {
  name: "select-runs",
  text: `
    SELECT r.*, p.name AS "pipelineName",
           coalesce((SELECT json_agg(to_json(s) ORDER BY s."startedAt" NULLS LAST, s."nodeId", s.iteration)
                     FROM "Step" s WHERE s."runId" = r.id), '[]') AS steps
    FROM unnest($1::text[], $2::text[]) AS asked("runId", "workspaceId")
    JOIN "Run" r ON r.id = asked."runId" AND r."workspaceId" = asked."workspaceId"
    JOIN "Pipeline" p ON p.id = r."pipelineId"`,
};
