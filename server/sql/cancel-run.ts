/**
 * Ends a run that nobody has begun; marks any other that is not finished for its worker, and makes a waiting one due, so
 * that a worker takes it up and ends it. Says what it found, so that the caller can tell people; no row means no such run.
 */
export const cancelRun = {
  name: "cancel-run",
  text: `
    WITH found AS (
      SELECT "runId", state, "lastSeq", token, state = 'queued' AND token = 0 AS "isUntouched"
      FROM "Queue" WHERE "runId" = $1 AND "workspaceId" = $2 FOR UPDATE
    ), gone AS (
      DELETE FROM "Queue" q USING found f WHERE q."runId" = f."runId" AND f."isUntouched" RETURNING q."runId"
    ), ended AS (
      UPDATE "Run" r SET status = 'cancelled', "finishedAt" = now(), "cancelRequested" = true, "lastSeq" = f."lastSeq" + 1
      FROM found f JOIN gone USING ("runId") WHERE r.id = f."runId"
      RETURNING r.id, r."lastSeq"
    ), told AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events)
      SELECT id, "lastSeq", "lastSeq", '[[0,{"type":"run.cancelled"}]]' FROM ended
    ), marked AS (
      UPDATE "Queue" q SET "cancelRequested" = true, "dueAt" = CASE q.state WHEN 'waiting' THEN now() ELSE q."dueAt" END
      FROM found f WHERE q."runId" = f."runId" AND NOT f."isUntouched"
    )
    SELECT found.state, ended."lastSeq"
    FROM "Run" r LEFT JOIN found ON true LEFT JOIN ended ON true WHERE r.id = $1 AND r."workspaceId" = $2`,
};
