/** A worker's heartbeat, for the worker page and the health checks. The column `room` holds its capacity. */
export const upsertHeartbeat = {
  name: "upsert-heartbeat",
  text: `
    INSERT INTO "Worker" (id, host, pid, version, running, room, finished, "delayMs", cpu, "memoryBytes", "echoMs", "drainingAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $12 THEN now() END)
    ON CONFLICT (id) DO UPDATE
    SET "seenAt" = now(), running = EXCLUDED.running, room = EXCLUDED.room, finished = EXCLUDED.finished,
        "delayMs" = EXCLUDED."delayMs", cpu = EXCLUDED.cpu, "memoryBytes" = EXCLUDED."memoryBytes",
        "echoMs" = EXCLUDED."echoMs", "drainingAt" = coalesce("Worker"."drainingAt", EXCLUDED."drainingAt")`,
};

/** Records that a worker has stopped, and deletes those without a heartbeat for a day. */
export const endWorker = {
  name: "end-worker",
  text: `
    WITH old AS (DELETE FROM "Worker" WHERE "seenAt" < now() - interval '1 day')
    UPDATE "Worker" SET "stoppedAt" = now(), "seenAt" = now(), running = 0, room = 0, finished = $2, "gaveBack" = $3
    WHERE id = $1`,
};

/** Records whose runs were taken over, and how many. */
export const noteTakenOver = {
  name: "note-taken-over",
  text: `
    UPDATE "Worker" w SET "takenOver" = w."takenOver" + t.count
    FROM unnest($1::text[], $2::int[]) AS t(id, count) WHERE w.id = t.id`,
};
