/** Extends the leases a worker still holds. A run that is missing from the answer is lost; the flag says who must stop. */
export const extendLeases = {
  name: "extend-leases",
  text: `
    UPDATE "Run" r SET "leaseUntil" = now() + interval '15 seconds'
    FROM unnest($1::text[], $2::int[]) AS held(id, token)
    WHERE r.id = held.id AND r.token = held.token AND r.status = 'running'
    RETURNING r.id, r."cancelRequested"`,
};
