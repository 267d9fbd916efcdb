/** The newest run of each pipeline, without child runs. */
export const lastRuns = {
  name: "last-runs",
  text: `
    SELECT asked."pipelineId", r.id, coalesce(q.state, r.status) AS status, r."createdAt"
    FROM unnest($1::text[]) AS asked("pipelineId"), LATERAL (
      SELECT id, status, "createdAt" FROM "Run"
      WHERE "pipelineId" = asked."pipelineId" AND "parentId" IS NULL ORDER BY "createdAt" DESC, id DESC LIMIT 1
    ) r LEFT JOIN "Queue" q ON q."runId" = r.id`,
};
