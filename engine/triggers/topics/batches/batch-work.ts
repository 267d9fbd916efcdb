/**
 * What a worker does with one partition of a trigger that has one run for a batch of events. A batch begins at the position
 * that is on disk, and nothing of it is settled before its run is accepted, or has succeeded: who takes the partition over
 * begins at the same event and finds the run. Batches are accepted one after the other.
 */

import { makeEventWindow } from "../event-window.ts";
import type { Around } from "../event-work.ts";
import type { PartitionDeps, PartitionWork } from "../partition-work.ts";
import { untilDone } from "../until-done.ts";
import { type AcceptedBatch, type BatchRunDeps, makeBatchRuns } from "./batch-runs.ts";
import { makePending } from "./pending-events.ts";

export type BatchDeps = Omit<PartitionDeps, "accept"> &
  BatchRunDeps & {
    batch: { size: number; windowMs: number };
    /** Resolves with the position that is on disk then. Undefined when the claim is over. */
    begin(at: bigint): Promise<bigint | undefined>;
    /** The run that was made of a batch that begins there. */
    find(start: bigint): Promise<AcceptedBatch | undefined>;
  };

export function makeBatchWork(deps: BatchDeps): PartitionWork {
  const { from, pause, resume, onChange } = deps;
  const stopped = new AbortController();
  const { signal } = stopped;
  const window = makeEventWindow({ from, order: "none", pause, resume });
  const pending = makePending(window, { ...deps.batch, signal });
  let problem: string | undefined;
  const around: Around = {
    signal,
    settle(entry, fate) {
      if (signal.aborted) return;
      if (fate === "events") problem = undefined;
      window.settle(entry, fate);
      onChange();
    },
    say(text) {
      problem = text;
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
    problem: () => problem,
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
    const former = isFirst && first.event.offset > deps.from ? await deps.find(deps.from) : undefined;
    const start = former ? deps.from : await deps.begin(first.event.offset);
    if (start === undefined) return;
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
