/** A worker's sign of life, for the health page. */
export const seeWorker = {
  name: "see-worker",
  text: `
    INSERT INTO "Worker" (id, host, pid, version, running) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET "seenAt" = now(), running = EXCLUDED.running`,
};

/** Removes a worker that has ended, and those nobody has seen for a day. */
export const forgetWorker = {
  name: "forget-worker",
  text: `DELETE FROM "Worker" WHERE id = $1 OR "seenAt" < now() - interval '1 day'`,
};
