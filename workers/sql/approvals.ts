/** What has been decided about steps of a run. */
export const readDecisions = {
  name: "read-decisions",
  text: `
    SELECT "nodeId", iteration, status, coalesce(comment, '') AS comment FROM "Approval"
    WHERE "runId" = $1 AND status IN ('approved', 'refused', 'expired')`,
};

/** Nobody has decided in time. Whoever did in the last moment was first. */
export const expireApproval = {
  name: "expire-approval",
  text: `
    UPDATE "Approval" SET status = 'expired', "decidedAt" = now()
    WHERE "runId" = $1 AND "nodeId" = $2 AND iteration = $3 AND status = 'waiting'`,
};
