/** The state of the child runs of a step: how many have ended, and how one of those that failed did. */
export const countChildren = {
  name: "count-children",
  text: `
    SELECT count(*) FILTER (WHERE status IN ('succeeded', 'failed', 'cancelled'))::int AS ended,
           min("parentIndex") FILTER (WHERE status IN ('failed', 'cancelled')) AS failed
    FROM "Run" WHERE "parentId" = $1 AND "parentNode" = $2 AND "parentIteration" = $3`,
};

/** What child runs of a step ended with: all of them, or the one of this number. */
export const readChildren = {
  name: "read-children",
  text: `
    SELECT "parentIndex" AS index, status, output, error, "tokensIn", "tokensOut" FROM "Run"
    WHERE "parentId" = $1 AND "parentNode" = $2 AND "parentIteration" = $3
      AND ($4::int IS NULL OR "parentIndex" = $4)`,
};

/** Cancels the child runs of a run, or of one step of it. Those that no worker holds are due at once. */
export const cancelChildren = {
  name: "cancel-children",
  text: `
    UPDATE "Queue" SET "cancelRequested" = true, "dueAt" = CASE state WHEN 'running' THEN "dueAt" ELSE now() END
    WHERE "parentId" = $1 AND ($2::text IS NULL OR "parentStep" = $2) AND NOT "cancelRequested"
    RETURNING "runId", state`,
};

/** Whether a run is not finished. */
export const isUnfinished = {
  name: "is-unfinished",
  text: `SELECT FROM "Queue" WHERE "runId" = $1`,
};
