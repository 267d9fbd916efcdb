const columns = `
  r.id, r."workspaceId", r."pipelineId", (SELECT name FROM "Pipeline" WHERE id = r."pipelineId") AS "pipelineName", r."snapshotId", r."versionNumber", r.trigger, r.input,
  r.output, r.error, r."shareLinkId", r."createdBy", r."parentId", r."parentNode", r."parentIteration", r."parentIndex",
  r."resumedFrom", r."createdAt", r."finishedAt",
  coalesce(q.state, r.status) AS status, coalesce(q."startedAt", r."startedAt") AS "startedAt",
  coalesce(q."lastSeq", r."lastSeq") AS "lastSeq", coalesce(q."tokensIn", r."tokensIn") AS "tokensIn",
  coalesce(q."tokensOut", r."tokensOut") AS "tokensOut",
  coalesce(q."cancelRequested", r."cancelRequested") AS "cancelRequested"`;

const asked = `
  (SELECT * FROM "Run" WHERE id = ANY(ARRAY(SELECT unnest($1::text[])))) r
  LEFT JOIN (SELECT * FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest($1::text[])))) q ON q."runId" = r.id`;

/** Steps inside maps, loops and sub-pipelines that come with their run; the others are asked for by themselves. */
const nestedSteps = 500;

/**
 * Runs of workspaces with their steps, in the order in which they began: all that lie outside maps and loops, and the first
 * of the others. The caller checks the workspace.
 */
export const selectRuns = {
  name: "select-runs",
  text: `
    SELECT ${columns},
           coalesce((SELECT json_agg(to_json(s) ORDER BY s."startedAt" NULLS LAST, s."nodeId", s.iteration)
                     FROM (SELECT * FROM "Step" WHERE "runId" = r.id AND strpos("nodeId", '/') = 0
                           UNION ALL
                           (SELECT * FROM "Step" WHERE "runId" = r.id AND strpos("nodeId", '/') > 0
                            ORDER BY "startedAt" NULLS LAST, "nodeId", iteration LIMIT ${nestedSteps})) s), '[]') AS steps
    FROM ${asked}`,
};

/** The same without steps. */
export const selectOutcomes = { name: "select-outcomes", text: `SELECT ${columns} FROM ${asked}` };
