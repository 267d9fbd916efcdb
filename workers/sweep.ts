import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../server/log.ts";
import type { Intake } from "./intake.ts";

const everyMs = 800;
/** A doorbell is given this long before a run counts as one nobody rang for. */
const patienceMs = 1000;

/** Looks for runs nobody rang for, for leases that have run out and for runs that have waited too long, so that a lost doorbell delays a run and no more. */
type Sweep = { intake: Intake; expire(): Promise<void>; log: Log };

export function startSweep({ intake, expire, log }: Sweep): { stop(): void } {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      // Workers that started together shall not sweep together.
      await sleep(everyMs * (0.75 + Math.random() / 2), undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return;
      await expire();
      const found = await intake.sweep(patienceMs);
      if (found > 0) log.info({ found }, "the sweep found runs");
    }
  })();
  return { stop: () => stopped.abort() };
}
