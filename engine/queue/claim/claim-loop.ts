/**
 * Claims runs. A wake-up only says where to look; the claim decides. One claim statement is under way at a time: runs that
 * workers are notified of meanwhile go together in the next one, so that a single run waits for nothing and under load
 * many share a statement. A worker without capacity drops wake-ups: the rows wait in the database, and it claims the next
 * ones from there as soon as it has capacity.
 */
import type pg from "pg";
import { crashPoint } from "../../../platform/crash-point.ts";
import type { Log } from "../../../platform/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { FairShare } from "./fair-share.ts";
import { claimNext, claimOwn, claimRuns, claimRunsWithin } from "./sql/statements.ts";

export type ClaimLoopDeps = {
  pool: pg.Pool;
  log: Log;
  workerId: string;
  /** How many more runs this worker may take right now. */
  capacity(): number;
  /** The runs that this worker holds. */
  held(): string[];
  holds(runId: string): boolean;
  /** Those among them that were claimed inline, and are still queued for all that the database knows (`unclaimedOf`). */
  unclaimed(): string[];
  start(run: ClaimedRun): void;
  fairShare: FairShare;
  /** How many runs of one workspace this worker carries at a time. */
  perWorkspace: number;
};

export type ClaimLoop = {
  /** Claims these runs, as far as there is capacity. Answers those for which there is none. */
  claim(runIds: readonly string[]): Promise<string[]>;
  /**
   * Starts a new run that came whole with its wake-up (../inline-claim.ts). False when it has to be claimed from the queue,
   * because others wait already.
   */
  claimInline(run: ClaimedRun): boolean;
  /** Claims runs of which no worker was notified and which have been due for at least `minAgeMs`. Answers how many. */
  sweep(minAgeMs: number): Promise<number>;
  /** Leaves a run to others for a while. */
  avoid(runId: string): void;
  /** There is capacity again: claim what had to be left in the queue. */
  refill(): void;
  /** Claims nothing any more; resolves when no claim is under way. */
  close(): Promise<void>;
};

/** A claim that is not answered in this time counts as lost; its runs are then looked up by the worker's name. */
const answerMs = 5000;
/** How long this worker leaves a run that it avoids to others. */
const avoidMs = 10_000;

export function makeClaimLoop({
  pool,
  log,
  workerId,
  capacity,
  held,
  holds,
  unclaimed,
  start,
  fairShare,
  perWorkspace,
}: ClaimLoopDeps): ClaimLoop {
  const avoided = new Set<string>();
  let isClosed = false;
  let hasBacklog = false;
  /** The answer to a claim was lost: rows may carry this worker's name that it does not know of. */
  let mayOwnMore = false;
  let notified: string[] = [];
  let claiming: Promise<string[]> | undefined;
  let isRefilling = false;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work);
    turn = next;
    return next;
  }

  /** An unavailable database costs time, never a run: the sweep comes again. */
  async function run(query: pg.QueryConfig): Promise<number> {
    try {
      const timed = { ...query, query_timeout: answerMs };
      const { rows } = await pool.query<ClaimedRun>(timed);
      if (rows.length > 0) crashPoint("after-claim");
      for (const row of rows) {
        fairShare.started(row.workspaceId);
        start(row);
      }
      return rows.length;
    } catch (error) {
      hasBacklog = true;
      mayOwnMore = true;
      log.warn({ err: error }, "runs could not be claimed; the sweep will find them");
      return 0;
    }
  }

  /** Claiming a run that this worker has claimed inline would start it twice, and lose what its first tenure has done. */
  const notForUs = () => [...avoided, ...unclaimed()];

  async function claimNotified(): Promise<string[]> {
    claiming = undefined;
    const inline = new Set(unclaimed());
    const asked = inline.size === 0 ? notified : notified.filter((runId) => !inline.has(runId));
    notified = [];
    const free = isClosed ? 0 : Math.max(0, capacity());
    // Others wait already, so these runs take their turn with them.
    if (hasBacklog && free > 0) {
      await claimOldest(0);
      return asked.filter((runId) => avoided.has(runId));
    }
    const fit = avoided.size === 0 ? asked : asked.filter((runId) => !avoided.has(runId));
    const wanted = fit.slice(0, free);
    if (wanted.length < fit.length) hasBacklog = true;
    if (wanted.length > 0) await claimWithinShares(wanted);
    if (fit === asked) return asked.slice(free);
    const taken = new Set(wanted);
    return asked.filter((runId) => !taken.has(runId));
  }

  /** Only where a workspace could exceed its bound does the statement apply one for each. */
  async function claimWithinShares(runIds: readonly string[]): Promise<void> {
    if (runIds.length <= fairShare.minCapacity()) {
      await run(claimRuns({ runIds, worker: workerId }));
      return;
    }
    const { ids: workspaces, capacity: capacities } = fairShare.snapshot();
    const bounds = { workspaces, capacities, capacity: perWorkspace };
    const count = await run(claimRunsWithin({ runIds, worker: workerId, ...bounds }));
    if (count < runIds.length) hasBacklog = true;
  }

  async function claimOldest(minAgeMs: number): Promise<number> {
    if (isClosed) return 0;
    if (mayOwnMore) {
      mayOwnMore = false;
      await run(claimOwn({ held: held(), worker: workerId }));
    }
    const free = Math.max(0, capacity());
    if (free === 0) return 0;
    const { ids: workspaces, served, capacity: capacities } = fairShare.snapshot();
    const bounds = { workspaces, served, capacities, capacity: perWorkspace };
    hasBacklog = false;
    const count = await run(claimNext({ limit: free, worker: workerId, minAgeMs, ...bounds, except: notForUs() }));
    if (count >= free || capacities.includes(0)) hasBacklog = true;
    return count;
  }

  return {
    async claim(runIds) {
      notified.push(...runIds);
      claiming ??= inTurn(claimNotified);
      const left = await claiming;
      return left.length === 0 ? [] : left.filter((runId) => runIds.includes(runId));
    },
    claimInline(run) {
      // The sweep may have been faster than the wake-up.
      if (holds(run.id)) return true;
      if (isClosed || hasBacklog || capacity() < 1 || fairShare.capacityOf(run.workspaceId) < 1 || avoided.has(run.id))
        return false;
      crashPoint("after-inline-claim");
      fairShare.started(run.workspaceId);
      start(run);
      return true;
    },
    sweep: (minAgeMs) => inTurn(() => claimOldest(minAgeMs)),
    avoid(runId) {
      avoided.add(runId);
      setTimeout(() => avoided.delete(runId), avoidMs).unref();
    },
    refill() {
      if (!hasBacklog || isClosed) return;
      if (isRefilling) return;
      isRefilling = true;
      void inTurn(async () => {
        isRefilling = false;
        await claimOldest(0);
      });
    },
    async close() {
      isClosed = true;
      await turn;
    },
  };
}
