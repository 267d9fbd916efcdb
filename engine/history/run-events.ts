/**
 * Watching runs. A change notification only says "run X has events up to n"; the events themselves are read from the
 * journal, so a watcher sees every event once and in order, wherever it starts and whatever the broker loses. Watchers share
 * their reads, and one poll every two seconds finds what the broker lost for all of them.
 */
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { Outcomes, RunsAdvanced, topics } from "../../lib/messages.ts";
import type { RunEvent } from "../../lib/run.ts";
import type { Broker, BrokerMessage } from "../../platform/broker/broker.ts";
import { makeEventReader } from "./event-reader.ts";
import { makeEventWaiters, type RunChange } from "./event-waiters.ts";

export type RunWatcher = {
  /** Every event of the run behind `afterSeq`, past ones first, then live; ends behind the terminal event or on abort. */
  watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** The change that ended the run; undefined after `maxMs` or on abort. It relies on notifications and reads nothing. */
  ended(runId: string, maxMs: number, signal: AbortSignal): Promise<RunChange | undefined>;
  close(): Promise<void>;
};

/** A lost notification delays a watcher by no more than this. */
const fallbackPollMs = 2000;

export async function openWatcher({ pool, broker }: { pool: pg.Pool; broker: Broker }): Promise<RunWatcher> {
  const reader = makeEventReader(pool);
  const waiters = makeEventWaiters();
  /** Watched runs, with how many watchers each has. */
  const watched = new Map<string, number>();

  const handle = (messages: readonly BrokerMessage[], envelope = broker.envelope) => {
    for (const { value } of messages) {
      const { runs, outcomes } = RunsAdvanced.safeParse(value).data ?? { runs: [] };
      const rows = Outcomes.safeParse(envelope?.open(outcomes)).data ?? {};
      for (const [runId, seq, state] of runs) {
        waiters.notify(runId, { seq, finished: state === "finished", outcome: rows[runId] });
      }
    }
  };
  const subscription = await broker.listen({ topics: [topics.events], handle });

  /** The watchers themselves handle an unavailable database or a deleted run when they read. */
  async function fallbackPoll(): Promise<void> {
    const runIds = [...watched.keys()];
    if (runIds.length === 0) return;
    const found = await reader.states(runIds);
    for (const runId of runIds) {
      const { lastSeq = Number.POSITIVE_INFINITY, finished = false } = found.get(runId) ?? {};
      waiters.notify(runId, { seq: lastSeq, finished });
    }
  }
  let isPolling = false;
  const timer = setInterval(() => {
    if (isPolling) return;
    isPolling = true;
    fallbackPoll()
      .catch(() => {})
      .finally(() => {
        isPolling = false;
      });
  }, fallbackPollMs).unref();

  async function* watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    using listener = waiters.listen(runId);
    using _watched = count(watched, runId);
    let seq = afterSeq;
    while (!signal.aborted) {
      listener.reset();
      const { events, hasMore } = await reader.read(runId, seq);
      for (const event of events) {
        yield event;
        seq = event.seq;
        if (endings.has(event.data.type)) return;
      }
      if (hasMore) continue;
      if (events.length === 0) {
        // A watcher that asks behind the last event, or for a run that does not exist, gets an end instead of an endless wait.
        const log = await reader.state(runId);
        if (!log) throw new PatchbayError("not_found", "There is no such run.");
        if (log.finished && log.lastSeq <= seq) return;
      }
      await listener.waitForSeq(seq, signal);
    }
  }

  return {
    watch,
    async ended(runId, maxMs, signal) {
      using listener = waiters.listen(runId);
      return await listener.waitForEnd(maxMs, signal);
    },
    async close() {
      clearInterval(timer);
      await subscription.close();
    },
  };
}

const endings: ReadonlySet<string> = new Set(["run.succeeded", "run.failed", "run.cancelled"]);

/** Counts one more under the key until it is disposed of. */
function count(counts: Map<string, number>, key: string): Disposable {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    [Symbol.dispose]() {
      const left = (counts.get(key) ?? 1) - 1;
      if (left === 0) counts.delete(key);
      else counts.set(key, left);
    },
  };
}
