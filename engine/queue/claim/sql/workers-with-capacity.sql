-- A row for each of the other workers that have capacity, by their last heartbeats.
--
--   :worker  who asks
SELECT FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> :worker AND room > 0
  AND "stoppedAt" IS NULL AND "drainingAt" IS NULL
