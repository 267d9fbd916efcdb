import type pg from "pg";
import type { Log } from "../../../platform/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { extendLeases, releaseLeases } from "./sql/statements.ts";

const beatMs = 5000;
/** A lease whose row was locked is tried again after this time. */
const againMs = 500;

/** A run that this worker executes, as far as its lease is concerned. */
type LeasedRun = { run: ClaimedRun; isOurs(): boolean; cancel(): void; abandon(): void };

/** The pool gives up a connection that does not answer well within a lease; the next beat takes another one. */
type Deps = { pool: pg.Pool; log: Log; active: ReadonlyMap<string, LeasedRun>; workerId: string };

/**
 * Extends the leases of all active runs with one statement every five seconds, and sooner again those whose rows were locked;
 * learns which runs are cancelled and which this worker has lost.
 */
export function keepLeases({ pool, log, active, workerId }: Deps): { stop(): void } {
  let locked = new Set<LeasedRun>();

  async function beat(some?: ReadonlySet<LeasedRun>): Promise<void> {
    const held = [...active.values()].filter((tenure) => tenure.isOurs() && (some?.has(tenure) ?? true));
    locked = new Set();
    if (held.length === 0) return;
    const leases = { runIds: held.map(({ run }) => run.id), tokens: held.map(({ run }) => run.token) };
    const query = extendLeases({ ...leases, worker: workerId });
    const { rows } = await pool.query<{ id: string; cancelRequested: boolean; isExtended: boolean }>(query);
    const kept = new Map(rows.map((row) => [row.id, row]));
    for (const each of held) {
      const lease = kept.get(each.run.id);
      if (lease?.cancelRequested) each.cancel();
      // A run that ended while the statement was on its way is missing as well, and is no longer active then.
      else if (!lease && active.get(each.run.id) === each) each.abandon();
      if (lease?.isExtended === false) locked.add(each);
    }
  }
  let isBeating = false;
  function begin(some?: ReadonlySet<LeasedRun>): void {
    if (isBeating) return;
    isBeating = true;
    beat(some)
      .catch((error) => log.warn({ err: error }, "leases could not be extended; retrying"))
      .finally(() => {
        isBeating = false;
      });
  }
  const timer = setInterval(() => begin(), beatMs);
  const again = setInterval(() => locked.size > 0 && begin(locked), againMs);
  return {
    stop() {
      clearInterval(timer);
      clearInterval(again);
    },
  };
}

/** Releases a run, which is due again at once or after `delayMs`. False when this worker has lost it. */
export async function releaseLease(pool: pg.Pool, run: ClaimedRun, delayMs = 0): Promise<boolean> {
  const { id, token, worker } = run;
  const { rowCount } = await pool.query(releaseLeases({ runIds: [id], tokens: [token], worker, delayMs }));
  return rowCount === 1;
}
