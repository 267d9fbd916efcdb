-- Workers with a recent heartbeat that have not ended, except the one that asks.
--
--   :worker  who asks
SELECT id FROM "Worker" w WHERE "seenAt" > now() - interval '12 seconds' AND id <> :worker
  AND "stoppedAt" IS NULL AND "drainingAt" IS NULL AND NOT /* include: ended of w */
