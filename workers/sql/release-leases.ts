/** Gives runs back before their lease ends, so that another worker goes on at once. */
export const releaseLeases = {
  name: "release-leases",
  text: `
    UPDATE "Run" r SET "leaseUntil" = now() - interval '1 second'
    FROM unnest($1::text[], $2::int[]) AS held(id, token)
    WHERE r.id = held.id AND r.token = held.token AND r.status = 'running'
    RETURNING r.id`,
};
