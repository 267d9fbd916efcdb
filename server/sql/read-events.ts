/** What a run's log says after a place in it. */
export const readEvents = {
  name: "read-events",
  text: `SELECT seq, at, data FROM "RunEvent" WHERE "runId" = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
};
