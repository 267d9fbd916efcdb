-- A row if one of the other workers has capacity, by its last heartbeat.
--
--   :worker  who asks
SELECT FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> :worker AND room > 0
  AND "stoppedAt" IS NULL AND "drainingAt" IS NULL LIMIT 1
