import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../../platform/log.ts";
import type { ClaimLoop } from "./claim-loop.ts";

const everyMs = 800;
/** Until a run has been due for this long, its wake-up may still arrive. */
const patienceMs = 1000;

type Sweep = {
  claimLoop: ClaimLoop;
  /** What makes runs due, or ends them, before each sweep. */
  prepare(): Promise<void>;
  log: Log;
};

/**
 * Looks for runs whose wake-up was lost, for leases that have run out and for runs that have waited too long, so that a lost
 * wake-up delays a run and no more.
 */
export function startSweep({ claimLoop, prepare, log }: Sweep): { stop(): void } {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      // Workers that started together must not sweep together.
      await sleep(everyMs * (0.75 + Math.random() / 2), undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return;
      try {
        await prepare();
        const found = await claimLoop.sweep(patienceMs);
        if (found > 0) log.info({ found }, "the sweep found runs");
      } catch (error) {
        log.error({ err: error }, "a sweep failed; the next one is due in a moment");
      }
    }
  })();
  return { stop: () => stopped.abort() };
}
