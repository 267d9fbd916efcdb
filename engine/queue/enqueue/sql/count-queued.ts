/** How many runs of a workspace wait in the queue, counted no further than the limit. */
export const countQueued = {
  name: "count-queued",
  text: `
    SELECT count(*)::int AS queued
    FROM (SELECT 1 FROM "Queue" WHERE "workspaceId" = $1 AND state = 'queued' LIMIT $2) waiting`,
};
