import type pg from "pg";
import { crashPoint } from "../../../platform/crash-point.ts";
import type { Log } from "../../../platform/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { FairShare } from "./fair-share.ts";
import type { QueueView } from "./queue-view.ts";
import { claimNext, claimOwn, claimRuns, claimRunsWithin } from "./sql/statements.ts";

export type ClaimDeps = {
  pool: pg.Pool;
  log: Log;
  workerId: string;
  /** How many more runs this worker may take right now. */
  capacity(): number;
  /** The runs that this worker holds. */
  held(): string[];
  start(run: ClaimedRun): void;
  fairShare: FairShare;
  /** How many runs of one workspace this worker carries at a time. */
  perWorkspace: number;
};

export type ClaimStatements = {
  /** Claims these runs, no more than the workspaces' bounds allow. */
  claimThese(runIds: readonly string[]): Promise<void>;
  /** Claims the runs that are due longest, in turn for each workspace. Answers how many. */
  claimOldest(minAgeMs: number): Promise<number>;
};

type State = { queue: QueueView; notForUs(): string[] };

/** A claim that is not answered in this time counts as lost; its runs are then looked up by the worker's name. */
const answerMs = 5000;

/** Sends claims, and starts what they answer. Never two at a time: see `claim-loop.ts`. */
export function makeClaimStatements(deps: ClaimDeps, { queue, notForUs }: State): ClaimStatements {
  const { pool, log, workerId, fairShare, perWorkspace } = deps;

  /** An unavailable database costs time, never a run: the sweep comes again. */
  async function run(query: pg.QueryConfig): Promise<number> {
    try {
      const timed = { ...query, query_timeout: answerMs };
      const { rows } = await pool.query<ClaimedRun>(timed);
      if (rows.length > 0) crashPoint("after-claim");
      // Others like it may have been left: no more than one is taken.
      if (rows.some(({ isLastTry }) => isLastTry)) queue.on("left");
      for (const row of rows) {
        fairShare.started(row.workspaceId);
        deps.start(row);
      }
      return rows.length;
    } catch (error) {
      queue.on("lost");
      log.warn({ err: error }, "runs could not be claimed; the sweep will find them");
      return 0;
    }
  }

  return {
    async claimThese(runIds) {
      // Only where a workspace could exceed its bound does the statement apply one for each.
      if (runIds.length <= fairShare.minCapacity()) {
        await run(claimRuns({ runIds, worker: workerId }));
        return;
      }
      const { ids: workspaces, capacity: capacities } = fairShare.snapshot();
      const bounds = { workspaces, capacities, capacity: perWorkspace };
      const count = await run(claimRunsWithin({ runIds, worker: workerId, ...bounds }));
      if (count < runIds.length) queue.on("left");
    },
    async claimOldest(minAgeMs) {
      if (queue.isClosed()) return 0;
      if (queue.isUnsure()) {
        queue.on("looking");
        await run(claimOwn({ held: deps.held(), worker: workerId }));
      }
      const free = Math.max(0, deps.capacity());
      if (free === 0) return 0;
      const { ids: workspaces, served, capacity: capacities } = fairShare.snapshot();
      const bounds = { workspaces, served, capacities, capacity: perWorkspace };
      queue.on("taking");
      const count = await run(claimNext({ limit: free, worker: workerId, minAgeMs, ...bounds, except: notForUs() }));
      if (count >= free || capacities.includes(0)) queue.on("left");
      return count;
    },
  };
}
