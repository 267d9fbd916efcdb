/** Extends the leases a worker still holds. A run that is missing from the answer is lost; the flag says who must stop. */
export const extendLeases = {
  name: "extend-leases",
  text: `
    UPDATE "Queue" q SET "dueAt" = now() + interval '15 seconds'
    FROM unnest($1::text[], $2::int[]) AS held("runId", token)
    WHERE q."runId" = ANY($1) AND q."runId" = held."runId" AND q.token = held.token AND q.worker = $3 AND q.state = 'running'
    RETURNING q."runId" AS id, q."cancelRequested"`,
};
