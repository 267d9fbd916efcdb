-- Workers that have ended without a word and may still hold leases: no heartbeat came for a while, and the server has closed
-- the connection that carried the last one, as it does at once when a process ends. One that is only slow or stopped keeps its
-- connection, and its leases run out by themselves.
--
-- A connection that is itself only a few seconds old does not tell: the database may have been restarted, or all connections
-- cut, and the others are about to come back. So one that asks has been open for as long as a heartbeat may be late.
SELECT w.id FROM "Worker" w
WHERE w."seenAt" > now() - interval '20 seconds' AND w."stoppedAt" IS NULL AND /* include: ended of w */
