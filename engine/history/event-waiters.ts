/** Which callers wait for changes of which run, and the last change of each. */
import type { Json } from "../../lib/values/json.ts";

/** A change of a run's log: how far it goes, whether it is complete, and the run's outcome if the notification had it. */
export type RunChange = { seq: number; finished: boolean; outcome?: Json | undefined };

type Listener = Disposable & {
  /** Only later changes count from now on: called before reading, so that nothing is read twice. */
  reset(): void;
  /** Resolves when there are events behind `seq`, or the run has ended, or on abort. */
  waitForSeq(seq: number, signal: AbortSignal): Promise<void>;
  /** The change that ended the run; undefined after `maxMs` or on abort. */
  waitForEnd(maxMs: number, signal: AbortSignal): Promise<RunChange | undefined>;
};

export type EventWaiters = { listen(runId: string): Listener; notify(runId: string, change: RunChange): void };

const rememberedEnds = 10_000;

export function makeEventWaiters(): EventWaiters {
  const listeners = new Map<string, Set<(change: RunChange) => void>>();
  const ended = new Set<string>();

  function notify(runId: string, change: RunChange): void {
    if (change.finished) remember(ended, runId);
    for (const onNotified of listeners.get(runId) ?? []) onNotified(change);
  }

  function listen(runId: string): Listener {
    let latest: RunChange = { seq: 0, finished: ended.has(runId) };
    let wake: (() => void) | undefined;
    const onNotified = (change: RunChange) => {
      const outcome = change.outcome ?? latest.outcome;
      latest = { seq: Math.max(latest.seq, change.seq), finished: latest.finished || change.finished, outcome };
      wake?.();
    };
    const own = listeners.get(runId) ?? new Set();
    listeners.set(runId, own.add(onNotified));

    /** Waits until a change makes `isSo` true, until the time is over, or on abort. */
    function until(isSo: () => boolean, signal: AbortSignal, maxMs?: number): Promise<void> {
      if (isSo() || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = maxMs === undefined ? undefined : setTimeout(done, maxMs);
        signal.addEventListener("abort", done, { once: true });
        wake = () => {
          if (isSo()) done();
        };
        function done() {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          wake = undefined;
          resolve();
        }
      });
    }

    return {
      reset() {
        latest = { ...latest, seq: 0 };
      },
      waitForSeq: (seq, signal) => until(() => latest.seq > seq, signal),
      async waitForEnd(maxMs, signal) {
        await until(() => latest.finished, signal, maxMs);
        return latest.finished ? latest : undefined;
      },
      [Symbol.dispose]() {
        own.delete(onNotified);
        if (own.size === 0 && listeners.get(runId) === own) listeners.delete(runId);
      },
    };
  }
  return { listen, notify };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > rememberedEnds && oldest !== undefined) ids.delete(oldest);
}
