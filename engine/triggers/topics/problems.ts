/** What stands in the way in a partition, as its node says it. */
import type { Entry } from "./event-window.ts";

export type Problems = {
  /** Of an event that waits, until it does not: what becomes of others does not change it. */
  wait(entry: Entry, problem: string | undefined): void;
  /** Until an event has its run. */
  say(problem: string): void;
  clear(): void;
  current(): string | undefined;
};

export function makeProblems(onChange: () => void): Problems {
  const waiting = new Map<Entry, string>();
  let last: string | undefined;
  return {
    wait(entry, problem) {
      if (problem === undefined) {
        if (waiting.delete(entry)) onChange();
        return;
      }
      waiting.set(entry, problem);
      onChange();
    },
    say(problem) {
      last = problem;
      onChange();
    },
    clear() {
      last = undefined;
    },
    // Of those that wait, the one that has waited longest.
    current: () => waiting.values().next().value ?? last,
  };
}
