-- Workers that have ended without a word and may still hold leases: no heartbeat came for a while, and the server has closed
-- the connection that carried the last one, as it does at once when a process ends. One that is only slow or stopped keeps its
-- connection, and its leases run out by themselves.
--
-- Where the connection that asks this is itself younger than that heartbeat, the database was most likely restarted, or all
-- connections were cut: then a closed one says nothing.
SELECT w.id FROM "Worker" w
WHERE w."seenAt" > now() - interval '20 seconds' AND w."stoppedAt" IS NULL AND /* include: ended of w */
