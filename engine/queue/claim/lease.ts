import type pg from "pg";
import type { Log } from "../../../platform/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { extendLeases, releaseLeases } from "./sql/statements.ts";

const beatMs = 5000;
/** A connection that does not answer in this time is given up: the next beat takes another one, well within the lease. */
const answerMs = 4000;

/** A run that this worker executes, as far as its lease is concerned. */
type LeasedRun = { run: ClaimedRun; isOurs(): boolean; cancel(): void; abandon(): void };

type Deps = { pool: pg.Pool; log: Log; active: ReadonlyMap<string, LeasedRun>; workerId: string };

/**
 * Extends the leases of all active runs with one statement every five seconds; learns which runs are cancelled and which
 * this worker has lost.
 */
export function keepLeases({ pool, log, active, workerId }: Deps): { stop(): void } {
  async function beat(): Promise<void> {
    const held = [...active.values()].filter((tenure) => tenure.isOurs());
    if (held.length === 0) return;
    const leases = { runIds: held.map(({ run }) => run.id), tokens: held.map(({ run }) => run.token) };
    const timed = { ...extendLeases({ ...leases, worker: workerId }), query_timeout: answerMs };
    const { rows } = await pool.query<{ id: string; cancelRequested: boolean }>(timed);
    const kept = new Map(rows.map((row) => [row.id, row.cancelRequested]));
    for (const each of held) {
      const mustCancel = kept.get(each.run.id);
      if (mustCancel) each.cancel();
      // A run that ended while the statement was on its way is missing as well, and is no longer active then.
      else if (mustCancel === undefined && active.get(each.run.id) === each) each.abandon();
    }
  }
  let isBeating = false;
  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beat()
      .catch((error) => log.warn({ err: error }, "leases could not be extended; retrying"))
      .finally(() => {
        isBeating = false;
      });
  }, beatMs);
  return { stop: () => clearInterval(timer) };
}

export async function releaseLease(pool: pg.Pool, run: ClaimedRun): Promise<boolean> {
  const { rowCount } = await pool.query(releaseLeases({ runIds: [run.id], tokens: [run.token], worker: run.worker }));
  return rowCount === 1;
}
