/** Releases runs before their lease ends, so that another worker continues them at once. No worker holds them from then on. */
export const releaseLeases = {
  name: "release-leases",
  text: `
    UPDATE "Queue" q SET "dueAt" = now(), worker = NULL
    FROM unnest($1::text[], $2::int[]) AS held("runId", token)
    WHERE q."runId" = held."runId" AND q.token = held.token AND q.worker = $3 AND q.state = 'running'
    RETURNING q."runId" AS id`,
};
