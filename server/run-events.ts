/**
 * Watching runs. The broker only says "run X has events up to n"; the events themselves are read from the journal, so a
 * watcher sees every event once and in order, wherever it begins and whatever the broker loses. Watchers share what they
 * read, and one question every two seconds finds what the broker lost for all of them.
 */
import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import { Outcomes, RunsAdvanced, topics } from "../lib/messages.ts";
import type { RunEvent } from "../lib/run.ts";
import type { Broker, BrokerMessage } from "./broker/broker.ts";
import { makeEventReader } from "./event-reader.ts";
import { makeSleepers, type News } from "./sleepers.ts";

export type RunWatcher = {
  /** Every event of the run behind `afterSeq`, past ones first, then live; ends behind the terminal event or on abort. */
  watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** News of the run's end as soon as it is known; undefined after `maxMs` or on abort. It hears of ends, it does not look. */
  ended(runId: string, maxMs: number, signal: AbortSignal): Promise<News | undefined>;
  close(): Promise<void>;
};

/** A lost broadcast delays a watcher by no more than this. */
const patrolMs = 2000;

export async function openWatcher({ pool, broker }: { pool: pg.Pool; broker: Broker }): Promise<RunWatcher> {
  const reader = makeEventReader(pool);
  const sleepers = makeSleepers();
  /** Runs that somebody watches, with how many do. */
  const watched = new Map<string, number>();

  const handle = (messages: readonly BrokerMessage[]) => {
    for (const { value } of messages) {
      const { runs, outcomes } = RunsAdvanced.safeParse(value).data ?? { runs: [] };
      const told = Outcomes.safeParse(broker.envelope?.open(outcomes)).data ?? {};
      for (const [runId, seq, state] of runs) {
        sleepers.tell(runId, { seq, finished: state === "finished", outcome: told[runId] });
      }
    }
  };
  const subscription = await broker.listen({ topics: [topics.events], handle });

  /** A database that is away, or a run that is gone, is met by the watchers themselves when they read. */
  async function patrol(): Promise<void> {
    const runIds = [...watched.keys()];
    if (runIds.length === 0) return;
    const found = await reader.states(runIds);
    for (const runId of runIds) {
      const { lastSeq = Number.POSITIVE_INFINITY, finished = false } = found.get(runId) ?? {};
      sleepers.tell(runId, { seq: lastSeq, finished });
    }
  }
  let isPatrolling = false;
  const timer = setInterval(() => {
    if (isPatrolling) return;
    isPatrolling = true;
    patrol()
      .catch(() => {})
      .finally(() => {
        isPatrolling = false;
      });
  }, patrolMs).unref();

  async function* watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    using listener = sleepers.listen(runId);
    using _watched = count(watched, runId);
    let seq = afterSeq;
    while (!signal.aborted) {
      listener.forget();
      const { events, hasMore } = await reader.read(runId, seq);
      for (const event of events) {
        yield event;
        seq = event.seq;
        if (endings.has(event.data.type)) return;
      }
      if (hasMore) continue;
      if (events.length === 0) {
        // Whoever asks behind the last event, or for a run that is not there, gets an end instead of an endless wait.
        const log = await reader.state(runId);
        if (!log) throw new PatchbayError("not_found", "There is no such run.");
        if (log.finished && log.lastSeq <= seq) return;
      }
      await listener.heardOf(seq, signal);
    }
  }

  return {
    watch,
    async ended(runId, maxMs, signal) {
      using listener = sleepers.listen(runId);
      return await listener.ended(maxMs, signal);
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
