-- How many workers there are by state; those that stopped or died count for an hour.
SELECT count(*) FILTER (WHERE "stoppedAt" IS NULL AND "drainingAt" IS NULL
                         AND "seenAt" >= now() - interval '15 s')::int AS alive,
       count(*) FILTER (WHERE "stoppedAt" IS NULL AND "drainingAt" IS NOT NULL
                         AND "seenAt" >= now() - interval '15 s')::int AS draining,
       count(*) FILTER (WHERE "stoppedAt" IS NULL AND "seenAt" < now() - interval '15 s')::int AS died
FROM "Worker" WHERE "seenAt" > now() - interval '1 hour'
