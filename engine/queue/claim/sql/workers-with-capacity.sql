-- A row for each of the other workers that have capacity, by their last heartbeats, and have not ended.
--
--   :worker  who asks
SELECT FROM "Worker" w WHERE "seenAt" > now() - interval '12 seconds' AND id <> :worker AND room > 0
  AND "stoppedAt" IS NULL AND "drainingAt" IS NULL AND NOT /* include: ended of w */
