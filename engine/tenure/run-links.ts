import type pg from "pg";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { isTransientDbError } from "../../platform/retry/transient-db-error.ts";
import { type ClaimedRun, idsOf } from "../queue/claim/claimed-run.ts";
import { wakeParent } from "../queue/control/wake-parent.ts";
import { stopChildren } from "./children.ts";
import { isUnfinished } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

/** The links of a run to its parent and its child runs: what its end means to them. */
export function makeRunLinks({ pool, broker, log }: Deps) {
  /** False for a child run whose parent has ended: its result is of no use. */
  async function isWanted({ parentId }: ClaimedRun): Promise<boolean> {
    if (parentId === null) return true;
    return (await pool.query(isUnfinished({ runId: parentId }))).rowCount === 1;
  }

  /**
   * Wakes the parent of a run that has ended, and cancels its child runs. Should the process die before, the parent polls
   * after half a minute, and the children find that their parent has ended when they are claimed.
   */
  async function ended(run: ClaimedRun, mayHaveChildren: boolean): Promise<void> {
    try {
      await twice(async () => {
        if (mayHaveChildren) await stopChildren({ pool, broker }, run.id, null);
        if (run.parentId !== null) await wakeParent({ pool, broker }, run.id);
      });
    } catch (error) {
      log.warn(
        { err: error, ...idsOf(run) },
        "after a run's end its parent was not woken, or its child runs were not cancelled; the parent polls, and children check when they are claimed",
      );
    }
  }

  return { isWanted, ended };
}
export type RunLinks = ReturnType<typeof makeRunLinks>;

/** A statement that collided with another one, or whose connection broke, most likely works the second time. */
async function twice(work: () => Promise<void>): Promise<void> {
  await work().catch(async (error) => {
    if (!isTransientDbError(error)) throw error;
    await work();
  });
}
