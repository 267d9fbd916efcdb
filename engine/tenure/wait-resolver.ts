import type pg from "pg";
import { asPatchbayError } from "../../lib/errors.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { retryWhileUnavailable } from "../../platform/retry/retry-while-unavailable.ts";
import type { RunClock } from "../journal/run-clock.ts";
import { type ClaimedRun, idsOf, LostRun } from "../queue/claim/claimed-run.ts";
import type { WaitResolver } from "../scheduler/execute.ts";
import { makeChildren } from "./children.ts";
import { makeDecisions } from "./decisions.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };
type Tenure = { run: ClaimedRun; clock: RunClock; signal: AbortSignal; durable(): Promise<void> };

/** Resolves the external waits of a run's steps. While the database is unavailable it retries. */
export function makeWaitResolver({ pool, broker, log }: Deps, tenure: Tenure): WaitResolver {
  const { run, signal, clock } = tenure;
  const decision = makeDecisions(pool, run, clock);
  const children = makeChildren({ pool, broker }, tenure);

  async function withRetries<T>(poll: () => Promise<T>): Promise<T | undefined> {
    const onUnavailable = (error: unknown) =>
      log.warn({ err: error, ...idsOf(run) }, "what a step waits for could not be read; retrying");
    try {
      return await retryWhileUnavailable(poll, { signal, onUnavailable });
    } catch (error) {
      if (signal.aborted || error instanceof LostRun) return undefined;
      throw asPatchbayError(error);
    }
  }

  return {
    decision: (at, _ask, isDue) => withRetries(() => decision(at, isDue)),
    children: (step, ask) => withRetries(() => children(step, ask)),
  };
}
