-- Whether a worker is still connected: then it was only stopped, slow or cut off, and did not end.
--
--   :worker  the worker
SELECT FROM "Worker" w
WHERE w.id = :worker AND w."stoppedAt" IS NULL AND /* include: connected of w */
