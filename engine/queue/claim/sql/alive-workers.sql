-- Workers with a recent heartbeat, except the one that asks.
--
--   :worker  who asks
SELECT id FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> :worker
  AND "stoppedAt" IS NULL AND "drainingAt" IS NULL
