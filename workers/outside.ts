import type pg from "pg";
import { asPatchbayError } from "../lib/errors.ts";
import type { Broker } from "../server/broker/broker.ts";
import type { Log } from "../server/log.ts";
import { wakeParent } from "../server/runs/wake-parent.ts";
import { isTransientDbError } from "../server/transient-db-error.ts";
import { makeChildren, stopChildren } from "./children.ts";
import { type ClaimedRun, idsOf, LostRun } from "./claimed-run.ts";
import { makeDecisions } from "./decisions.ts";
import type { Outside } from "./execute.ts";
import { retryWhileUnavailable } from "./retry-while-unavailable.ts";
import { isUnfinished } from "./sql/children.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };
type Life = { run: ClaimedRun; signal: AbortSignal; durable(): Promise<void> };

/** Where a run's steps look for what they wait for. A database that is away costs time: the look is made again. */
export function makeOutside({ pool, broker, log }: Deps, { run, signal, durable }: Life): Outside {
  const decision = makeDecisions(pool, run.id);
  const children = makeChildren({ pool, broker }, run, durable);

  async function stubborn<T>(look: () => Promise<T>): Promise<T | undefined> {
    const onUnavailable = (error: unknown) =>
      log.warn({ err: error, ...idsOf(run) }, "what a step waits for could not be looked at; trying again");
    try {
      return await retryWhileUnavailable(look, { signal, onUnavailable });
    } catch (error) {
      if (signal.aborted || error instanceof LostRun) return undefined;
      throw asPatchbayError(error);
    }
  }

  return {
    decision: (at, _ask, isDue) => stubborn(() => decision(at, isDue)),
    children: (step, ask) => stubborn(() => children(step, ask)),
  };
}

/** The ties of a run to others: what its end means to its parent and its children. */
export function makeKin({ pool, broker, log }: Deps) {
  /** False for a child run whose parent has ended: nobody wants its result. */
  async function isWanted({ parentId }: ClaimedRun): Promise<boolean> {
    if (parentId === null) return true;
    return (await pool.query({ ...isUnfinished, values: [parentId] })).rowCount === 1;
  }

  /**
   * Says that a run has ended. Should the process die before, the parent looks by itself after half a minute, and the
   * children find their parent gone when they are taken up.
   */
  async function ended(run: ClaimedRun, mayHaveChildren: boolean): Promise<void> {
    try {
      await twice(async () => {
        if (mayHaveChildren) await stopChildren({ pool, broker }, run.id, null);
        if (run.parentId !== null) await wakeParent({ pool, broker }, run.id);
      });
    } catch (error) {
      log.warn({ err: error, ...idsOf(run) }, "a run's parent or children were not told of its end; they will look");
    }
  }

  return { isWanted, ended };
}
export type Kin = ReturnType<typeof makeKin>;

/** A statement that collided with another one, or whose connection broke, most likely works the second time. */
async function twice(work: () => Promise<void>): Promise<void> {
  await work().catch(async (error) => {
    if (!isTransientDbError(error)) throw error;
    await work();
  });
}
