/**
 * Journal batches of runs that have events after a seq in each: for many readers at once, by their number in the lists. The
 * batch around that seq is among them.
 */
export const readEvents = {
  name: "read-events",
  text: `
    SELECT asked.number::int - 1 AS number, p.seq, p.first, p.at, p.events
    FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked("runId", after, number),
         LATERAL (SELECT seq, first, at, events FROM "RunEvent" e
                  WHERE e."runId" = asked."runId" AND e.seq > asked.after ORDER BY e.seq LIMIT $3) p
    ORDER BY number, p.seq`,
};

/** How far the logs of these runs have come, and whether anything can follow. A run that does not exist is missing. */
export const logsOfRuns = {
  name: "logs-of-runs",
  text: `
    SELECT r.id AS "runId", coalesce(q."lastSeq", r."lastSeq") AS "lastSeq",
           r.status IN ('succeeded', 'failed', 'cancelled') AS finished
    FROM "Run" r LEFT JOIN "Queue" q ON q."runId" = r.id WHERE r.id = ANY(ARRAY(SELECT unnest($1::text[])))`,
};
