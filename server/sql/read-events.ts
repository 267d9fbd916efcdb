/** Pages of a run's log that say something after a place in it. The page around that place is among them. */
export const readEvents = {
  name: "read-events",
  text: `SELECT seq, first, at, events FROM "RunEvent" WHERE "runId" = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
};
