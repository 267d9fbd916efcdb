/**
 * Stops a run and the child runs it was cut into. Those that nobody holds, because they are queued or wait, end here and
 * now with whatever of them was under way; the others are marked for their workers. Says what it found of each; no row
 * means that nothing is left to stop.
 */
export const cancelRun = {
  name: "cancel-run",
  text: `
    WITH RECURSIVE kin AS (
      SELECT q."runId" FROM "Queue" q WHERE q."runId" = $1 AND q."workspaceId" = $2
      UNION
      SELECT q."runId" FROM "Queue" q JOIN kin ON q."parentId" = kin."runId"
    ), found AS MATERIALIZED (
      SELECT q.* FROM "Queue" q WHERE q."runId" IN (SELECT "runId" FROM kin) ORDER BY q."runId" FOR UPDATE
    ), gone AS (
      DELETE FROM "Queue" q USING found f WHERE q."runId" = f."runId" AND f.state <> 'running' RETURNING q."runId"
    ), stopped AS (
      UPDATE "Step" s SET status = 'cancelled', "finishedAt" = now()
      FROM gone WHERE s."runId" = gone."runId" AND s.status IN ('running', 'retrying', 'waiting')
      RETURNING s."runId", s."nodeId", s.iteration
    ), pages AS (
      SELECT f."runId", f."lastSeq" + 1 AS first, f."lastSeq" + 1 + count(s."runId")::int AS seq,
             json_agg(json_build_array(0, json_build_object('type', 'step.cancelled', 'nodeId', s."nodeId",
                                                            'iteration', s.iteration)))
               FILTER (WHERE s."runId" IS NOT NULL) AS steps
      FROM found f JOIN gone USING ("runId") LEFT JOIN stopped s USING ("runId") GROUP BY f."runId", f."lastSeq"
    ), told AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events)
      SELECT "runId", seq, first, (coalesce(steps::jsonb, '[]') || '[[0,{"type":"run.cancelled"}]]')::json FROM pages
    ), withdrawn AS (
      UPDATE "Approval" a SET status = 'cancelled' FROM gone WHERE a."runId" = gone."runId" AND a.status = 'waiting'
    ), ended AS (
      UPDATE "Run" r
      SET status = 'cancelled', "finishedAt" = now(), "cancelRequested" = true, "lastSeq" = p.seq, token = f.token,
          "startedAt" = f."startedAt", "tokensIn" = f."tokensIn", "tokensOut" = f."tokensOut"
      FROM found f JOIN pages p USING ("runId") WHERE r.id = f."runId"
    ), marked AS (
      UPDATE "Queue" q SET "cancelRequested" = true FROM found f WHERE q."runId" = f."runId" AND f.state = 'running'
    )
    SELECT f."runId", f.state, p.seq AS "lastSeq" FROM found f LEFT JOIN pages p USING ("runId")`,
};
