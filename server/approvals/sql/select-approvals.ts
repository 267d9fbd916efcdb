const columns = `
  SELECT a.id, a."runId", r."pipelineId", p.name AS "pipelineName", a."nodeId", a.iteration, a.title, a.message,
         (SELECT s.input -> 'value' FROM "Step" s
          WHERE s."runId" = a."runId" AND s."nodeId" = a."nodeId" AND s.iteration = a.iteration) AS value,
         CASE WHEN a.status <> 'waiting' THEN a.status
              WHEN a."expiresAt" <= now() THEN 'expired'
              WHEN q."runId" IS NULL OR q."cancelRequested" THEN 'cancelled'
              ELSE 'waiting' END AS status,
         a.comment, a."decidedBy", a."decidedAt", a."expiresAt", a."createdAt", a."tokenHash",
         a."workspaceId"
  FROM "Approval" a JOIN "Run" r ON r.id = a."runId" JOIN "Pipeline" p ON p.id = r."pipelineId"`;

/** What waits for a decision now, oldest first: the queue is short, so it is scanned instead of the history. */
export const waitingApprovals = {
  name: "waiting-approvals",
  text: `
    ${columns} JOIN "Queue" q ON q."runId" = a."runId"
    WHERE a."workspaceId" = $1 AND a.status = 'waiting' AND NOT q."cancelRequested"
      AND (a."expiresAt" IS NULL OR a."expiresAt" > now())
      AND ($2::text IS NULL OR r."pipelineId" = $2)
      AND ($3::text IS NULL OR r.id = $3 OR r."parentId" = $3)
      AND ($4::timestamptz IS NULL OR (a."createdAt", a.id) > ($4, $5))
    ORDER BY a."createdAt", a.id
    LIMIT $6`,
};

/** Every approval of a workspace, newest first, whatever became of it. */
export const allApprovals = {
  name: "all-approvals",
  text: `
    ${columns} LEFT JOIN "Queue" q ON q."runId" = a."runId"
    WHERE a."workspaceId" = $1
      AND ($2::text IS NULL OR r."pipelineId" = $2)
      AND ($3::text IS NULL OR r.id = $3 OR r."parentId" = $3)
      AND ($4::timestamptz IS NULL OR (a."createdAt", a.id) < ($4, $5))
    ORDER BY a."createdAt" DESC, a.id DESC
    LIMIT $6`,
};

export const approvalById = {
  name: "approval-by-id",
  text: `${columns} LEFT JOIN "Queue" q ON q."runId" = a."runId" WHERE a.id = $1 AND a."workspaceId" = $2`,
};

export const approvalByToken = {
  name: "approval-by-token",
  text: `${columns} LEFT JOIN "Queue" q ON q."runId" = a."runId" WHERE a."tokenHash" = $1`,
};
