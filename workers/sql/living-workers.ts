/** Workers that have given a sign of life lately, but for the one who asks. */
export const livingWorkers = {
  name: "living-workers",
  text: `SELECT id FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> $1
           AND "stoppedAt" IS NULL AND "drainingAt" IS NULL`,
};

/** Whether one of the others has told lately that it has room. */
export const workersWithRoom = {
  name: "workers-with-room",
  text: `SELECT FROM "Worker" WHERE "seenAt" > now() - interval '12 seconds' AND id <> $1 AND room > 0
           AND "stoppedAt" IS NULL AND "drainingAt" IS NULL LIMIT 1`,
};
