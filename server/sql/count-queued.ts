/** How many runs of a workspace wait, counted no further than the limit. */
export const countQueued = {
  name: "count-queued",
  text: `
    SELECT count(*)::int AS queued
    FROM (SELECT 1 FROM "Run" WHERE "workspaceId" = $1 AND status = 'queued' LIMIT $2) waiting`,
};
