-- A worker's heartbeat, for the worker page and the health checks. The column `room` holds its capacity.
--
--   :id           the worker
--   :host
--   :pid
--   :version
--   :running      its runs
--   :capacity     how many more it would take
--   :finished     runs it has ended
--   :delayMs      how late its timers are
--   :cpu          its share of a core
--   :memoryBytes
--   :echoMs       how far the broker is behind, where it is measured
--   :isDraining   it takes no more runs
INSERT INTO "Worker" (id, host, pid, version, running, room, finished, "delayMs", cpu, "memoryBytes", "echoMs",
                      "drainingAt")
VALUES (:id, :host, :pid, :version, :running, :capacity, :finished, :delayMs, :cpu, :memoryBytes, :echoMs,
        CASE WHEN :isDraining THEN now() END)
ON CONFLICT (id) DO UPDATE
SET "seenAt" = now(), running = EXCLUDED.running, room = EXCLUDED.room, finished = EXCLUDED.finished,
    "delayMs" = EXCLUDED."delayMs", cpu = EXCLUDED.cpu, "memoryBytes" = EXCLUDED."memoryBytes",
    "echoMs" = EXCLUDED."echoMs", "drainingAt" = coalesce("Worker"."drainingAt", EXCLUDED."drainingAt")
