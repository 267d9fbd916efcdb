/**
 * What a worker does with one partition of a trigger that has one run for a batch of events. A batch begins at the position
 * that is on disk, and nothing of it is settled before its run is accepted, or has succeeded: who takes the partition over
 * begins at the same event and finds the run. Batches are accepted one after the other.
 */

import { makeEventWindow } from "../event-window.ts";
import type { Around } from "../event-work.ts";
import type { PartitionDeps, PartitionWork } from "../partition-work.ts";
import { makeProblems } from "../problems.ts";
import { untilDone } from "../until-done.ts";
import { type AcceptedBatch, type BatchRunDeps, type BatchStart, makeBatchRuns } from "./batch-runs.ts";
import { makePending } from "./pending-events.ts";

export type BatchDeps = Omit<PartitionDeps, "accept"> &
  BatchRunDeps & {
    batch: { size: number; windowMs: number };
    /** The position on disk: events behind it may have been deleted, and then it begins later. */
    stood: bigint;
    /** Resolves with the position that is on disk then. Undefined when the claim is over. */
    begin(at: bigint): Promise<bigint | undefined>;
    /** The run that was made of a batch that begins there, and its first event's time where that belongs to its place. */
    find(start: BatchStart): Promise<(AcceptedBatch & { timestamp: number | undefined }) | undefined>;
  };

export function makeBatchWork(deps: BatchDeps): PartitionWork {
  const { from, pause, resume, onChange } = deps;
  const stopped = new AbortController();
  const { signal } = stopped;
  const window = makeEventWindow({ from, order: "none", pause, resume });
  const pending = makePending(window, { ...deps.batch, signal });
  const problems = makeProblems(onChange);
  const around: Around = {
    ...{ signal, say: problems.say, wait: problems.wait },
    settle(entry, fate) {
      if (signal.aborted) return;
      if (fate === "events") problems.clear();
      window.settle(entry, fate);
      onChange();
    },
  };
  const work = startBatches({ deps, around, pending });

  return {
    add(events) {
      if (signal.aborted) return;
      window.add(events);
      pending.arrived();
    },
    readTo(next) {
      if (signal.aborted) return;
      window.readTo(next);
      pending.arrived();
      onChange();
    },
    position: window.position,
    expected: window.expected,
    takeCounts: window.takeCounts,
    problem: problems.current,
    async close() {
      stopped.abort();
      await work;
    },
  };
}

type Parts = { deps: BatchDeps; around: Around; pending: ReturnType<typeof makePending> };

async function startBatches({ deps, around, pending }: Parts): Promise<void> {
  const { signal } = around;
  const runs = makeBatchRuns(deps, around);
  let isFirst = true;

  async function takeBatch(): Promise<void> {
    const first = pending.first();
    if (!first || signal.aborted) return;
    // The event with which a former batch began may have been deleted since.
    const { offset, timestamp } = first.event;
    const deleted = { offset: deps.stood, timestamp: undefined };
    const former = isFirst && offset > deps.stood ? await deps.find(deleted) : undefined;
    const begun = former ? deps.stood : await deps.begin(offset);
    if (begun === undefined) return;
    const start = { offset: begun, timestamp: former ? former.timestamp : timestamp };
    let next = (former ?? (isFirst ? await deps.find(start) : undefined))?.next;
    isFirst = false;
    for (;;) {
      const batch = next === undefined ? pending.take() : await pending.takeTo(next);
      const other = await runs.run(batch, { start, next });
      if (!other || signal.aborted) return;
      pending.putBack(batch);
      next = other.next;
    }
  }

  while (!signal.aborted) {
    await pending.whole();
    await untilDone(takeBatch, { ...around, deps, isFinal: () => false });
  }
}
