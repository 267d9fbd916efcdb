import type { AppContext } from "../app-context.ts";
import type { UnderWay } from "../metrics/web-metrics.ts";
import { type Overload, type Sign, watchOverload } from "./overload.ts";

/** So many that wait are a burst for a moment. */
const many = 100;
const queriesMs = 3000;
/** An overload comes and goes every few seconds; the metric counts what is refused. */
const logMs = 60_000;

/** Watches this web process. Its log says since when it refuses requests, and why. */
export function overloadOf({ db, acceptedRuns, log }: Pick<AppContext, "db" | "acceptedRuns" | "log">): Overload {
  const waiting = () => db.pool.waitingCount;
  const runs = () => acceptedRuns.underWay();
  const signs: Sign[] = [
    { name: "queries", isBehind: () => waiting() >= 2 * many, isFull: () => waiting() >= many, patienceMs: queriesMs },
    { name: "runs to accept", isBehind: () => isBehind(runs()), isFull: () => isFull(runs()), patienceMs: 0 },
  ];
  let loggedAt = Number.NEGATIVE_INFINITY;
  return watchOverload({
    signs,
    onChange(shed, behind) {
      const now = performance.now();
      if (shed === "none" || behind.length === 0 || now - loggedAt < logMs) return;
      loggedAt = now;
      log.warn({ behind, refused: shed }, "more requests come than this process can answer; new ones are refused");
    },
  });
}

/** Who starts a run has been waiting for these seconds, whatever the reason, and will not for many more. */
const startMs = 5000;
/** A queue is there, and not only a batch. */
const queueMs = 500;
/** So much more comes than is done. When the database pauses, no more comes than before: that is waited for. */
const excess = 1.5;

/** Far more come than are accepted, and what is there takes a second at least. */
function isBehind({ count, oldestMs, came, done }: UnderWay): boolean {
  if (count < many) return false;
  return oldestMs >= startMs || (oldestMs >= queueMs && came >= excess * done && count >= done);
}

/** A quarter of a second's work, or two batches: enough to be busy without a pause. */
function isFull({ count, done }: UnderWay): boolean {
  return count >= Math.max(2 * many, done / 4);
}
