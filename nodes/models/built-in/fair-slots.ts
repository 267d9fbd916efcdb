import { fairQueue } from "./fair-queue.ts";
import { stoppedError } from "./stopped-error.ts";

type Taking = { signal?: AbortSignal | undefined; lane?: string | undefined };

export type FairSlots = {
  /** Resolves with a slot taken. Throws `cancelled` at once when it is stopped while it waits. */
  take(taking: Taking): Promise<void>;
  /** Passes the slot on to who waits next. True when nothing waits and every slot is free. */
  release(): boolean;
};

/** A number of slots that callers take in turns, fairly by lane. */
export function fairSlots(count: number): FairSlots {
  const queue = fairQueue<() => void>();
  let taken = 0;
  return {
    async take({ signal, lane = "" }) {
      if (taken < count) {
        taken += 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      queue.push(lane, resolve);
      const onAbort = () => {
        if (queue.remove(lane, resolve)) reject(stoppedError());
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      await promise.finally(() => signal?.removeEventListener("abort", onAbort));
    },
    release() {
      const next = queue.shift();
      // The slot is handed on, so as many are taken as before.
      if (next) next();
      else taken -= 1;
      return taken === 0;
    },
  };
}
