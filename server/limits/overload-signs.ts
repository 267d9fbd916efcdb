import type { AppContext } from "../app-context.ts";
import { type Overload, type Sign, watchOverload } from "./overload.ts";

/** So many that wait are a burst for a moment. Who starts a run has been waiting for these seconds, and will not for many more. */
const many = 100;
const queriesMs = 3000;
const startMs = 5000;
/** An overload comes and goes every few seconds; the metric counts what is refused. */
const logMs = 60_000;

/** Watches this web process. Its log says since when it refuses requests, and why. */
export function overloadOf({ db, acceptedRuns, log }: Pick<AppContext, "db" | "acceptedRuns" | "log">): Overload {
  const signs: Sign[] = [
    { name: "queries", isBehind: () => db.pool.waitingCount >= many, patienceMs: queriesMs },
    { name: "runs to accept", isBehind: () => isBehind(acceptedRuns.underWay()), patienceMs: 0 },
  ];
  let loggedAt = Number.NEGATIVE_INFINITY;
  return watchOverload({
    signs,
    onChange(shed, behind) {
      const now = performance.now();
      if (shed === "none" || now - loggedAt < logMs) return;
      loggedAt = now;
      log.warn({ behind, refused: shed }, "more requests come than this process can answer; new ones are refused");
    },
  });
}

const isBehind = ({ count, oldestMs }: { count: number; oldestMs: number }) => count >= many && oldestMs >= startMs;
