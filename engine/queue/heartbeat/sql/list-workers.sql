-- Workers of the last hour, youngest first, as the database's clock sees them.
SELECT w.*, w."memoryBytes"::float8 AS "memoryBytes", w."diskFree"::float8 AS "diskFree", w."diskSize"::float8 AS "diskSize",
       coalesce(q.held, 0)::int AS held,
       CASE WHEN w."stoppedAt" IS NOT NULL THEN 'stopped'
            WHEN w."seenAt" < now() - interval '15 seconds' THEN 'died'
            WHEN w."seenAt" < now() - interval '6 seconds' THEN 'silent'
            WHEN w."drainingAt" IS NOT NULL THEN 'draining'
            ELSE 'alive' END AS state
FROM "Worker" w
LEFT JOIN (SELECT worker, count(*) AS held FROM "Queue" WHERE state = 'running' GROUP BY worker) q ON q.worker = w.id
WHERE w."seenAt" > now() - interval '1 hour'
ORDER BY w."startedAt" DESC, w.id LIMIT 200
