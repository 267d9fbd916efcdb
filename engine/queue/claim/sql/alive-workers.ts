/** Workers with a recent heartbeat, except the one that asks. */
export const aliveWorkers = {
  name: "alive-workers",
  text: `SELECT id FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> $1
           AND "stoppedAt" IS NULL AND "drainingAt" IS NULL`,
};

/** Whether one of the others has capacity, by its last heartbeat. */
export const workersWithCapacity = {
  name: "workers-with-capacity",
  text: `SELECT FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> $1 AND room > 0
           AND "stoppedAt" IS NULL AND "drainingAt" IS NULL LIMIT 1`,
};
