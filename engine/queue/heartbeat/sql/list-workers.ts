/** Workers of the last hour, youngest first, as the database's clock sees them. */
export const listWorkers = {
  name: "list-workers",
  text: `
    SELECT w.*, w."memoryBytes"::float8 AS "memoryBytes", coalesce(q.held, 0)::int AS held,
           CASE WHEN w."stoppedAt" IS NOT NULL THEN 'stopped'
                WHEN w."seenAt" < now() - interval '15 seconds' THEN 'died'
                WHEN w."seenAt" < now() - interval '6 seconds' THEN 'silent'
                WHEN w."drainingAt" IS NOT NULL THEN 'draining'
                ELSE 'alive' END AS state
    FROM "Worker" w
    LEFT JOIN (SELECT worker, count(*) AS held FROM "Queue" WHERE state = 'running' GROUP BY worker) q ON q.worker = w.id
    WHERE w."seenAt" > now() - interval '1 hour'
    ORDER BY w."startedAt" DESC, w.id LIMIT 200`,
};

/** How many workers there are by state; those that stopped or died count for an hour. */
export const countWorkers = {
  name: "count-workers",
  text: `
    SELECT count(*) FILTER (WHERE "stoppedAt" IS NULL AND "drainingAt" IS NULL AND "seenAt" >= now() - interval '15 s')::int AS alive,
           count(*) FILTER (WHERE "stoppedAt" IS NULL AND "drainingAt" IS NOT NULL AND "seenAt" >= now() - interval '15 s')::int AS draining,
           count(*) FILTER (WHERE "stoppedAt" IS NULL AND "seenAt" < now() - interval '15 s')::int AS died
    FROM "Worker" WHERE "seenAt" > now() - interval '1 hour'`,
};
