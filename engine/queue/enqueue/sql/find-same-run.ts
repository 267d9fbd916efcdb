/** The run that an id or an idempotency key of the pipeline already stands for. */
export const findSameRun = {
  name: "find-same-run",
  text: `
    SELECT id, input FROM "Run"
    WHERE id = $1 OR ("workspaceId" = $2 AND "pipelineId" = $3 AND "idempotencyKey" = $4)
    LIMIT 1`,
};
