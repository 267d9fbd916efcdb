/**
 * Records a decision and wakes its run, in one statement. The run's row in the queue is locked first: of two decisions
 * the first wins, and a run that is just being parked cannot miss it. Answers the state of the approval before.
 */
export const decideApproval = {
  name: "decide-approval",
  text: `
    WITH found AS (
      SELECT a.id, a."runId", a.status, a."expiresAt" FROM "Approval" a WHERE a.id = $1 AND a."workspaceId" = $2
    ), open AS MATERIALIZED (
      SELECT q."runId" FROM "Queue" q JOIN found USING ("runId") WHERE NOT q."cancelRequested" FOR UPDATE OF q
    ), decided AS (
      UPDATE "Approval" a SET status = $3, comment = $4, "decidedBy" = $5, "decidedAt" = now()
      FROM open
      WHERE a.id = $1 AND a."runId" = open."runId" AND a.status = 'waiting'
        AND (a."expiresAt" IS NULL OR a."expiresAt" > now())
      RETURNING a."runId"
    ), woken AS (
      UPDATE "Queue" q SET wakes = q.wakes + 1, "dueAt" = CASE q.state WHEN 'waiting' THEN now() ELSE q."dueAt" END
      FROM decided WHERE q."runId" = decided."runId"
      RETURNING q.state
    )
    SELECT found."runId", (SELECT state FROM woken) AS state, EXISTS (SELECT FROM open) AS "isOpen",
           coalesce(found."expiresAt" <= now(), false) AS "isLate"
    FROM found`,
};
