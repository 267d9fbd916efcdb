/** Events of a partition that are in no batch yet. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Entry, EventWindow } from "../event-window.ts";
import { unlessAborted } from "../until-done.ts";

/** The bytes of a batch; one event alone may have more. */
const mostBytes = 2_000_000;
const lookMs = 1000;

type Options = { size: number; windowMs: number; signal: AbortSignal };

export function makePending(window: EventWindow, { size, windowMs, signal }: Options) {
  const entries: Entry[] = [];
  let arrival = Promise.withResolvers<void>();

  async function more(ms: number): Promise<void> {
    const timer = new AbortController();
    const time = sleep(ms, undefined, { signal: timer.signal }).catch(() => {});
    await unlessAborted(Promise.race([arrival.promise, time]), signal);
    timer.abort();
  }

  return {
    first: () => entries[0],
    arrived() {
      for (let entry = window.begin(); entry; entry = window.begin()) entries.push(entry);
      arrival.resolve();
      arrival = Promise.withResolvers();
    },
    /** Resolves when a batch is as large as it may be, or its time is over. */
    async whole(): Promise<void> {
      while (entries.length === 0 && !signal.aborted) await more(lookMs);
      const until = performance.now() + windowMs;
      while (!signal.aborted && lengthOf(entries, size) === entries.length && entries.length < size) {
        const left = until - performance.now();
        if (left <= 0) return;
        await more(left);
      }
    },
    take: () => entries.splice(0, lengthOf(entries, size)),
    /** All before `next`, which another run has had already. */
    async takeTo(next: bigint): Promise<Entry[]> {
      while (window.expected() < next && !signal.aborted) await more(lookMs);
      const count = entries.findIndex(({ event }) => event.offset >= next);
      return entries.splice(0, count < 0 ? entries.length : count);
    },
    putBack: (some: readonly Entry[]) => entries.unshift(...some),
  };
}

/** How many of them make a batch. */
function lengthOf(entries: readonly Entry[], size: number): number {
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.bytes;
    if (index >= size || (index > 0 && bytes > mostBytes)) return index;
  }
  return entries.length;
}
