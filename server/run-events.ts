/**
 * Watching runs. The broker only says "run X has events up to n"; the events themselves are read from the journal, so a
 * watcher sees every event once and in order, wherever it begins and whatever the broker loses.
 */
import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import { RunsAdvanced, topics } from "../lib/messages.ts";
import { isFinished, type RunEvent, type RunEventData, RunStatus } from "../lib/run.ts";
import type { Broker, BrokerMessage } from "./broker/broker.ts";
import { readEvents } from "./sql/read-events.ts";

export type RunWatcher = {
  /** Every event of the run behind `afterSeq`, past ones first, then live; ends behind the terminal event or on abort. */
  watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** True as soon as the run is known to have ended; false after `maxMs` or on abort. It hears of ends, it does not look. */
  ended(runId: string, maxMs: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
};

/** A lost broadcast delays a watcher by no more than this. */
const pollMs = 2000;
/** Pages read at a time. */
const pageSize = 100;
const rememberedEnds = 10_000;

type Wake = (finished: boolean) => void;

export async function openWatcher({ pool, broker }: { pool: pg.Pool; broker: Broker }): Promise<RunWatcher> {
  const sleepers = new Map<string, Set<Wake>>();
  const ended = new Set<string>();

  const handle = (messages: readonly BrokerMessage[]) => {
    for (const { value } of messages) {
      for (const [runId, , state] of RunsAdvanced.safeParse(value).data?.runs ?? []) {
        const finished = state === "finished";
        if (finished) remember(ended, runId);
        for (const wake of sleepers.get(runId) ?? []) wake(finished);
      }
    }
  };
  const subscription = await broker.listen({ topics: [topics.events], handle });

  /** Listens from now on; `next` resolves at the first sign since the last `next`. */
  function listenTo(runId: string) {
    let sign: "finished" | "sign" | undefined = ended.has(runId) ? "finished" : undefined;
    let resolveNext: (() => void) | undefined;
    const wake: Wake = (finished) => {
      sign = finished ? "finished" : (sign ?? "sign");
      resolveNext?.();
    };
    const wakes = sleepers.get(runId) ?? new Set();
    sleepers.set(runId, wakes.add(wake));
    return {
      async next(maxMs: number, signal: AbortSignal): Promise<"finished" | "sign" | "nothing"> {
        if (!sign && !signal.aborted) await new Promise<void>((resolve) => sleepUntil({ resolve, maxMs, signal }));
        const seen = sign ?? "nothing";
        sign = undefined;
        return seen;
      },
      [Symbol.dispose]() {
        wakes.delete(wake);
        if (wakes.size === 0 && sleepers.get(runId) === wakes) sleepers.delete(runId);
      },
    };

    function sleepUntil({ resolve, maxMs, signal }: { resolve: () => void; maxMs: number; signal: AbortSignal }) {
      const timer = setTimeout(done, maxMs);
      signal.addEventListener("abort", done, { once: true });
      resolveNext = done;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolveNext = undefined;
        resolve();
      }
    }
  }

  async function* watch(runId: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    using listener = listenTo(runId);
    let seq = afterSeq;
    let sign = "nothing";
    while (!signal.aborted) {
      const { rows } = await pool.query({ ...readEvents, values: [runId, seq, pageSize] });
      for (const event of rows.filter(isEventPage).flatMap((page) => eventsOf(runId, page))) {
        if (event.seq <= seq) continue;
        yield event;
        seq = event.seq;
        if (endings.has(event.data.type)) return;
      }
      if (rows.length === pageSize) continue;
      // Whoever asks behind the last event, or for a run that is not there, gets an end instead of an endless wait.
      if (rows.length === 0 && sign === "nothing" && (await hasEnded(pool, runId, seq))) return;
      sign = await listener.next(pollMs, signal);
    }
  }

  return {
    watch,
    async ended(runId, maxMs, signal) {
      using listener = listenTo(runId);
      const deadline = performance.now() + maxMs;
      for (let left = maxMs; left > 0 && !signal.aborted; left = deadline - performance.now()) {
        if ((await listener.next(left, signal)) === "finished") return true;
      }
      return false;
    },
    close: () => subscription.close(),
  };
}

const endings: ReadonlySet<string> = new Set(["run.succeeded", "run.failed", "run.cancelled"]);

/** The journal writes `data` from the very type we read it as; looking into each value again would cost more than reading. */
type EventPage = { seq: number; first: number; at: Date; events: [msAgo: number, data: RunEventData][] };
const isEventPage = (row: unknown): row is EventPage => typeof row === "object" && row !== null && "events" in row;

function eventsOf(runId: string, { first, at, events }: EventPage): RunEvent[] {
  return events.map(([msAgo, data], index) => {
    return { runId, seq: first + index, at: new Date(at.getTime() - msAgo).toISOString(), data };
  });
}

/** Whether nothing can follow behind `seq`. Throws `not_found` when there is no such run. */
async function hasEnded(pool: pg.Pool, runId: string, seq: number): Promise<boolean> {
  const text = `SELECT status, "lastSeq" FROM "Run" WHERE id = $1`;
  const { rows } = await pool.query<{ status: unknown; lastSeq: number }>({
    name: "run-status",
    text,
    values: [runId],
  });
  const [run] = rows;
  if (!run) throw new PatchbayError("not_found", "There is no such run.");
  return isFinished(RunStatus.parse(run.status)) && run.lastSeq <= seq;
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > rememberedEnds && oldest !== undefined) ids.delete(oldest);
}
