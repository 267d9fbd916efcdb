/** Ends a queued run; marks a running one for its worker. Says what it found, so that the caller can tell people. */
export const cancelRun = {
  name: "cancel-run",
  text: `
    WITH found AS (
      SELECT id, status FROM "Run" WHERE id = $1 AND "workspaceId" = $2 FOR UPDATE
    ), ended AS (
      UPDATE "Run" r SET status = 'cancelled', "finishedAt" = now(), "cancelRequested" = true, "lastSeq" = r."lastSeq" + 1
      FROM found WHERE r.id = found.id AND found.status = 'queued'
      RETURNING r.id, r."lastSeq"
    ), told AS (
      INSERT INTO "RunEvent" ("runId", seq, data) SELECT id, "lastSeq", '{"type":"run.cancelled"}' FROM ended
    ), marked AS (
      UPDATE "Run" r SET "cancelRequested" = true FROM found WHERE r.id = found.id AND found.status = 'running'
    )
    SELECT found.status, ended."lastSeq" FROM found LEFT JOIN ended ON true`,
};
