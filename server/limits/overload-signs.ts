import type { AppContext } from "../app-context.ts";
import { type Overload, type Sign, watchOverload } from "./overload.ts";

/** So many queries that wait for a connection, and runs that are being accepted, are a burst for a moment, and too many for longer. */
const mostQueries = 100;
const mostStarts = 1000;
const patienceMs = 3000;
/** An overload comes and goes every few seconds; the metric counts what is refused. */
const logMs = 60_000;

/** Watches this web process. Its log says since when it refuses requests, and why. */
export function overloadOf({ db, acceptedRuns, log }: Pick<AppContext, "db" | "acceptedRuns" | "log">): Overload {
  const signs: Sign[] = [
    { name: "queries", isBehind: () => db.pool.waitingCount >= mostQueries, patienceMs },
    { name: "runs to accept", isBehind: () => acceptedRuns.underWay() >= mostStarts, patienceMs },
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
