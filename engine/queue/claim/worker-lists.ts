import { connected } from "../../run-columns.ts";

/** Whether a worker has ended without a word, as far as this connection can tell (ended-workers.sql). */
const endedOf = (row: string) => `(
    ${row}."seenAt" < now() - interval '5 seconds' AND ${row}."sessionPid" IS NOT NULL AND NOT ${connected(row)}
    AND (SELECT s.backend_start FROM pg_stat_get_activity(pg_backend_pid()) s) < now() - interval '5 seconds')`;
export const workerLists = { "ended of w": endedOf("w") };
