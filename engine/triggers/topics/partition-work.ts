/**
 * What a worker does with one partition of a trigger: its events begin as their order and the concurrency allow. It knows no
 * database, broker or clock but what it is given.
 */
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import { type Counts, makeEventWindow } from "./event-window.ts";
import { type Around, type EventDeps, workOnEvent } from "./event-work.ts";
import { makeProblems } from "./problems.ts";

export type PartitionDeps = EventDeps & {
  /** Where it begins. */
  from: bigint;
  pause(): void;
  resume(): void;
  /** Position, counts or problem are others. */
  onChange(): void;
};

export type PartitionWork = {
  /** Events behind those that it has. */
  add(events: readonly TopicEvent[]): void;
  /** There is nothing but these before `next`. */
  readTo(next: bigint): void;
  /** Offset of the first event that is not done. */
  position(): bigint;
  /** Offset of the event that it expects next. */
  expected(): bigint;
  /** What was counted since the last call: events that are done, by what became of them. */
  takeCounts(): Counts;
  problem(): string | undefined;
  /** Begins nothing more, and resolves when what it does has come to an end that can be repeated. */
  close(): Promise<void>;
};

export function makePartitionWork(deps: PartitionDeps): PartitionWork {
  const { rules, from, pause, resume, onChange } = deps;
  const stopped = new AbortController();
  const { signal } = stopped;
  const window = makeEventWindow({ from, order: rules.order, pause, resume });
  const working = new Set<Promise<void>>();
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

  function begin(): void {
    while (working.size < rules.concurrency && !signal.aborted) {
      const entry = window.begin();
      if (!entry) return;
      const work: Promise<void> = workOnEvent(entry, deps, around).finally(() => {
        working.delete(work);
        window.leave(entry);
        begin();
      });
      working.add(work);
    }
  }

  return {
    add(events) {
      if (signal.aborted) return;
      window.add(events);
      begin();
    },
    readTo(next) {
      // What came since the end was not taken.
      if (signal.aborted) return;
      window.readTo(next);
      onChange();
    },
    position: window.position,
    expected: window.expected,
    takeCounts: window.takeCounts,
    problem: problems.current,
    async close() {
      stopped.abort();
      await Promise.allSettled(working);
    },
  };
}
