/** The decisions on the steps of a run. */
export const readDecisions = {
  name: "read-decisions",
  text: `
    SELECT "nodeId", iteration, status, coalesce(comment, '') AS comment FROM "Approval"
    WHERE "runId" = $1 AND status IN ('approved', 'refused', 'expired')`,
};

/** An approval was not decided in time. A decision made in the last moment wins. */
export const expireApproval = {
  name: "expire-approval",
  text: `
    UPDATE "Approval" SET status = 'expired', "decidedAt" = now()
    WHERE "runId" = $1 AND "nodeId" = $2 AND iteration = $3 AND status = 'waiting'`,
};
