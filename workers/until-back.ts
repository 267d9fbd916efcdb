import { setTimeout as sleep } from "node:timers/promises";
import { isAway } from "../server/is-away.ts";

const firstBackoffMs = 50;
const maxBackoffMs = 2000;

type Patience = {
  /** When aborted, the last error is thrown instead of asking again. */
  signal?: AbortSignal | undefined;
  onAway?: (error: unknown) => void;
};

/** Asks our own database again while it is away. What is asked must do the same when it is done twice. */
export async function untilBack<T>(ask: () => Promise<T>, { signal, onAway }: Patience = {}): Promise<T> {
  for (let backoff = firstBackoffMs; ; backoff = Math.min(backoff * 2, maxBackoffMs)) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error) || signal?.aborted) throw error;
      onAway?.(error);
      await sleep(backoff, undefined, signal ? { signal } : {}).catch(() => {});
    }
  }
}
