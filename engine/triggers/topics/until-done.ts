/** Attempts that are repeated while a partition is held. */
import { setTimeout as sleep } from "node:timers/promises";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import { restAfter } from "../rest-after.ts";

const retry = { first: 200, most: 10_000 } as const;

/** It fails for the event itself, and would again. */
export const isFinal = (thrown: unknown) => thrown instanceof PatchbayError && !thrown.canRetry;

type Trying = {
  deps: { onError(error: unknown): void };
  signal: AbortSignal;
  say(problem: string): void;
  isFinal(thrown: unknown): boolean;
};

/** Repeats what fails until it does not, or fails for good. Undefined when the partition was let go. */
export async function untilDone<T>(attempt: () => Promise<T>, trying: Trying): Promise<T | undefined> {
  const { deps, signal, say, isFinal: isOver } = trying;
  for (let wait: number = retry.first; !signal.aborted; wait = Math.min(wait * 2, retry.most)) {
    try {
      return await attempt();
    } catch (thrown) {
      if (signal.aborted) return undefined;
      if (isOver(thrown)) throw thrown;
      deps.onError(thrown);
      say(asPatchbayError(thrown).userMessage);
      const asked = thrown instanceof PatchbayError && thrown.retryAfterMs !== undefined ? restAfter(thrown) : 0;
      await pause(Math.max(wait, asked) * (0.5 + Math.random() / 2), signal);
    }
  }
  return undefined;
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const over = Promise.withResolvers<undefined>();
  const onAbort = () => over.resolve(undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return await Promise.race([work, over.promise]).finally(() => signal.removeEventListener("abort", onAbort));
}
