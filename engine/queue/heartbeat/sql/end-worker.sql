-- Records that a worker has stopped, and deletes those without a heartbeat for a day.
--
--   :id        the worker
--   :finished  runs it has ended
--   :gaveBack  runs it has released
WITH old AS (DELETE FROM "Worker" WHERE "seenAt" < now() - interval '1 day')
UPDATE "Worker" SET "stoppedAt" = now(), "seenAt" = now(), running = 0, room = 0,
                    finished = :finished, "gaveBack" = :gaveBack
WHERE id = :id
