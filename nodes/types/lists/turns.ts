/** Work on long lists that lets what else the worker does have its turn. */
import { setImmediate as others } from "node:timers/promises";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";

const turnMs = 5;
const runLength = 500;

/** Does it for each item; a `bad_input` says which item it was, counted from 1. */
export async function eachItem<T>(items: readonly Json[], act: (item: Json) => T): Promise<T[]> {
  const turn = takeTurns();
  const results: T[] = [];
  for (const [index, item] of items.entries()) {
    if (turn.isOver()) await turn.next();
    results.push(atItem(index, () => act(item)));
  }
  return results;
}

/** A stable sort: builtin for short runs, which are merged. */
export async function sortInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const turn = takeTurns();
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += runLength) {
    if (turn.isOver()) await turn.next();
    runs.push(items.slice(start, start + runLength).sort(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, turn));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

type Turn = { isOver(): boolean; next(): Promise<void> };

async function merge<T>(left: T[], right: T[], compare: (a: T, b: T) => number, turn: Turn): Promise<T[]> {
  const merged: T[] = [];
  let at = 0;
  for (const item of left) {
    for (; at < right.length; at += 1) {
      const other = right[at];
      if (other === undefined || compare(item, other) <= 0) break;
      merged.push(other);
    }
    merged.push(item);
    if (turn.isOver()) await turn.next();
  }
  return merged.concat(right.slice(at));
}

function takeTurns(): Turn {
  let since = performance.now();
  return {
    isOver: () => performance.now() - since > turnMs,
    async next() {
      await others();
      since = performance.now();
    },
  };
}

function atItem<T>(index: number, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    throw new PatchbayError(thrown.code, `Item ${index + 1}: ${thrown.userMessage}`, { cause: thrown });
  }
}
