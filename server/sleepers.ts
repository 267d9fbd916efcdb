/** Who waits for news of which run, and what was last heard of it. */
import type { Json } from "../lib/json.ts";

/** What is known of a run's log: how far it goes, whether it is complete, and what came of the run if that was told. */
export type News = { seq: number; finished: boolean; outcome?: Json | undefined };

export type Listener = Disposable & {
  /** Only what is told from now on is news: called before reading, so that nothing is asked for twice. */
  forget(): void;
  /** Resolves when there are events behind `seq`, or the run has ended, or on abort. */
  heardOf(seq: number, signal: AbortSignal): Promise<void>;
  /** The news of the run's end as soon as it has ended; undefined after `maxMs` or on abort. */
  ended(maxMs: number, signal: AbortSignal): Promise<News | undefined>;
};

const rememberedEnds = 10_000;

export function makeSleepers(): { listen(runId: string): Listener; tell(runId: string, news: News): void } {
  const listeners = new Map<string, Set<(news: News) => void>>();
  const ended = new Set<string>();

  function tell(runId: string, news: News): void {
    if (news.finished) remember(ended, runId);
    for (const hear of listeners.get(runId) ?? []) hear(news);
  }

  function listen(runId: string): Listener {
    let heard: News = { seq: 0, finished: ended.has(runId) };
    let wake: (() => void) | undefined;
    const hear = (news: News) => {
      const outcome = news.outcome ?? heard.outcome;
      heard = { seq: Math.max(heard.seq, news.seq), finished: heard.finished || news.finished, outcome };
      wake?.();
    };
    const own = listeners.get(runId) ?? new Set();
    listeners.set(runId, own.add(hear));

    /** Waits until `isSo` after some news, the time is over, or on abort. */
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
      forget() {
        heard = { ...heard, seq: 0 };
      },
      heardOf: (seq, signal) => until(() => heard.seq > seq, signal),
      async ended(maxMs, signal) {
        await until(() => heard.finished, signal, maxMs);
        return heard.finished ? heard : undefined;
      },
      [Symbol.dispose]() {
        own.delete(hear);
        if (own.size === 0 && listeners.get(runId) === own) listeners.delete(runId);
      },
    };
  }
  return { listen, tell };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > rememberedEnds && oldest !== undefined) ids.delete(oldest);
}
