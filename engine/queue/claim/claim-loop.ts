/**
 * Claims runs. A wake-up only says where to look; the claim decides. One claim statement is under way at a time: runs that
 * workers are notified of meanwhile go together in the next one, so that a single run waits for nothing and under load
 * many share a statement. Runs for which there is no capacity are returned to the caller, which forwards the wake-up
 * (wake-ups.ts). The rows stay in the queue, and this worker claims from there when it has capacity again.
 */
import { crashPoint } from "../../../platform/crash-point.ts";
import { type ClaimDeps, makeClaimStatements } from "./claim-statements.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { makeQueueView } from "./queue-view.ts";

export type ClaimLoopDeps = ClaimDeps & {
  holds(runId: string): boolean;
  /** Those among the held runs whose inline claim is not written yet (`unclaimedOf` in ../inline-claim.ts). */
  unclaimed(): string[];
};

export type ClaimLoop = {
  /** Claims these runs, as far as there is capacity. Answers those for which there is none. */
  claim(runIds: readonly string[]): Promise<string[]>;
  /**
   * Starts a new run that came whole with its wake-up (../inline-claim.ts). False when it cannot start at once (others wait,
   * no capacity, workspace at its bound): claim it from the queue.
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

/** Runs that workers are notified of while a claim is under way; the next claim takes them all. */
type Gathering = { runIds: string[]; left: Promise<string[]> };

/** How long this worker leaves a run that it avoids to others. */
const avoidMs = 10_000;

export function makeClaimLoop(deps: ClaimLoopDeps): ClaimLoop {
  const { capacity, holds, unclaimed, start, fairShare } = deps;
  const avoided = new Set<string>();
  const queue = makeQueueView();
  const inTurn = makeTurns();
  let gathering: Gathering | undefined;
  let isRefillWaiting = false;

  // Claiming a run that this worker has claimed inline would start it twice, and lose what its first tenure has done.
  const notForUs = () => [...avoided, ...unclaimed()];
  const { claimThese, claimOldest } = makeClaimStatements(deps, { queue, notForUs });

  async function claimGathered(runIds: readonly string[]): Promise<string[]> {
    gathering = undefined;
    const inline = new Set(unclaimed());
    const asked = inline.size === 0 ? runIds : runIds.filter((runId) => !inline.has(runId));
    const free = queue.isClosed() ? 0 : Math.max(0, capacity());
    // Others wait already, so these runs take their turn with them.
    if (queue.isBehind() && free > 0) {
      await claimOldest(0);
      return asked.filter((runId) => avoided.has(runId));
    }
    const fit = avoided.size === 0 ? asked : asked.filter((runId) => !avoided.has(runId));
    const wanted = fit.slice(0, free);
    if (wanted.length < fit.length) queue.on("left");
    if (wanted.length > 0) await claimThese(wanted);
    if (fit === asked) return asked.slice(free);
    const taken = new Set(wanted);
    return asked.filter((runId) => !taken.has(runId));
  }

  function gather(): Gathering {
    const runIds: string[] = [];
    return { runIds, left: inTurn.run(() => claimGathered(runIds)) };
  }

  return {
    async claim(runIds) {
      gathering ??= gather();
      gathering.runIds.push(...runIds);
      const left = await gathering.left;
      return left.length === 0 ? [] : left.filter((runId) => runIds.includes(runId));
    },
    claimInline(run) {
      // The sweep may have been faster than the wake-up.
      if (holds(run.id)) return true;
      const isTurn = !queue.isClosed() && !queue.isBehind();
      if (!isTurn || capacity() < 1 || fairShare.capacityOf(run.workspaceId) < 1 || avoided.has(run.id)) return false;
      crashPoint("after-inline-claim");
      fairShare.started(run.workspaceId);
      start(run);
      return true;
    },
    sweep: (minAgeMs) => inTurn.run(() => claimOldest(minAgeMs)),
    avoid(runId) {
      avoided.add(runId);
      setTimeout(() => avoided.delete(runId), avoidMs).unref();
    },
    refill() {
      if (!queue.isBehind() || isRefillWaiting) return;
      isRefillWaiting = true;
      const refilling = inTurn.run(async () => {
        isRefillWaiting = false;
        await claimOldest(0);
      });
      refilling.catch((error) => deps.log.warn({ err: error }, "runs could not be claimed; the sweep will find them"));
    },
    async close() {
      queue.on("closed");
      await inTurn.done();
    },
  };
}

/** Runs one piece of work at a time, in the order in which they were asked for. */
function makeTurns(): { run<T>(work: () => Promise<T>): Promise<T>; done(): Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const next = last.then(work);
      // What fails is its caller's matter, and keeps no later work from its turn.
      last = next.catch(() => {});
      return next;
    },
    done: () => last,
  };
}
