-- A worker's heartbeat, for the worker page, the health checks and its peers. The column `room` holds its capacity. With it
-- goes the connection that carried it. Answers the database's clock, in milliseconds since 1970.
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
--   :clockMs      how far its clock is ahead of the database's, when that is known
--   :diskFree     bytes of the disk with its data folder, where they can be read
--   :diskSize
--   :secretPrints fingerprints of the secrets that it accepts
INSERT INTO "Worker" (id, host, pid, version, running, room, finished, "delayMs", cpu, "memoryBytes", "echoMs",
                      "drainingAt", "clockMs", "diskFree", "diskSize", "secretPrints", "sessionPid", "sessionAt")
VALUES (:id, :host, :pid, :version, :running, :capacity, :finished, :delayMs, :cpu, :memoryBytes, :echoMs,
        CASE WHEN :isDraining THEN now() END, :clockMs, CAST(:diskFree::float8 AS bigint), CAST(:diskSize::float8 AS bigint),
        :secretPrints,
        pg_backend_pid(), (SELECT s.backend_start FROM pg_stat_get_activity(pg_backend_pid()) s))
ON CONFLICT (id) DO UPDATE
SET "seenAt" = now(), running = EXCLUDED.running, room = EXCLUDED.room, finished = EXCLUDED.finished,
    "delayMs" = EXCLUDED."delayMs", cpu = EXCLUDED.cpu, "memoryBytes" = EXCLUDED."memoryBytes",
    "echoMs" = EXCLUDED."echoMs", "drainingAt" = coalesce("Worker"."drainingAt", EXCLUDED."drainingAt"),
    "clockMs" = EXCLUDED."clockMs", "diskFree" = EXCLUDED."diskFree", "diskSize" = EXCLUDED."diskSize",
    "secretPrints" = EXCLUDED."secretPrints",
    "sessionPid" = EXCLUDED."sessionPid", "sessionAt" = EXCLUDED."sessionAt"
RETURNING extract(epoch FROM clock_timestamp())::float8 * 1000 AS now
