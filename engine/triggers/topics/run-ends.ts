/** Who waits for the ends of runs that events started. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { RunsAdvanced, topics } from "../../../lib/messages.ts";
import { isFinished, RunStatus } from "../../../lib/run.ts";
import type { Broker, BrokerMessage, Subscription } from "../../../platform/broker/broker.ts";
import { makeBatcher } from "../../../platform/database/batch.ts";
import type { Log } from "../../../platform/log.ts";
import { withTimeout } from "../../../platform/retry/with-timeout.ts";
import { runStates } from "./sql/statements.ts";

export type RunEnds = {
  /** How the run ended; a run that was deleted counts as cancelled. */
  of(run: { id: string; created: boolean }): Promise<RunStatus>;
  /** A run of this very worker has ended, and that is on disk: who waits for it need not be notified by others. */
  ended(runId: string, status: RunStatus): void;
  close(): Promise<void>;
};

/** A lost notification delays the next event of a key by no more than this. */
const pollMs = 1000;
const firstListenMs = 200;
const maxListenMs = 5000;
const rememberedEnds = 10_000;
const closingMs = 3000;

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

export function makeRunEnds({ pool, broker, log }: Deps): RunEnds {
  /** One for all who wait for a run: also a claim that is over, and the next one of the same worker. */
  const waiting = new Map<string, PromiseWithResolvers<RunStatus>>();
  /** Runs that ended before anyone asked, and how, if that is known: a short one is faster than the answer to its insert. */
  const recent = new Map<string, RunStatus | undefined>();
  let subscription: Promise<Subscription | undefined> | undefined;
  const closing = new AbortController();
  let poll: NodeJS.Timeout | undefined;

  const look = makeBatcher<string, null>({
    max: 500,
    async run(ids) {
      const { rows } = await pool.query<{ id: string; status: string }>(runStates({ runIds: ids }));
      const states = new Map(rows.map(({ id, status }) => [id, RunStatus.parse(status)]));
      for (const id of ids) {
        const status = states.get(id) ?? "cancelled";
        if (isFinished(status)) waiting.get(id)?.resolve(status);
      }
      return ids.map(() => null);
    },
  });
  const lookAt = (id: string) => void look(id).catch((error) => log.debug({ err: error }, "a run was not looked at"));

  function begin(): void {
    poll = setInterval(() => {
      for (const id of waiting.keys()) lookAt(id);
    }, pollMs).unref();
    subscription = listen();
  }

  function handle(messages: readonly BrokerMessage[]): void {
    for (const { value } of messages) {
      for (const [id, , state] of RunsAdvanced.safeParse(value).data?.runs ?? []) {
        if (state !== "finished") continue;
        if (waiting.has(id)) lookAt(id);
        else if (!recent.has(id)) remember(recent, id, undefined);
      }
    }
  }

  /** Tries again until there is one, or until this is closed: meanwhile each end is a poll late. */
  async function listen(): Promise<Subscription | undefined> {
    for (let wait = firstListenMs; !closing.signal.aborted; wait = Math.min(wait * 2, maxListenMs)) {
      try {
        return await broker.listen({ topics: [topics.events], handle });
      } catch (error) {
        const words = "ends of runs are polled for until the broker takes a listener";
        log[wait === firstListenMs ? "warn" : "debug"]({ err: error }, words);
        await sleep(wait, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
    return undefined;
  }

  return {
    async of({ id, created }) {
      if (!poll) begin();
      const known = recent.get(id);
      if (known) {
        recent.delete(id);
        return known;
      }
      const end = waiting.get(id) ?? Promise.withResolvers<RunStatus>();
      waiting.set(id, end);
      if (!created || recent.has(id)) lookAt(id);
      return await end.promise.finally(() => {
        if (waiting.get(id) === end) waiting.delete(id);
        recent.delete(id);
      });
    },
    ended(id, status) {
      const end = waiting.get(id);
      if (end) end.resolve(status);
      else if (poll) remember(recent, id, status);
    },
    async close() {
      clearInterval(poll);
      closing.abort();
      // One that is on its way waits for the broker.
      if (subscription)
        await withTimeout(
          subscription.then((one) => one?.close()),
          closingMs,
        );
    },
  };
}

function remember(ends: Map<string, RunStatus | undefined>, id: string, status: RunStatus | undefined): void {
  ends.set(id, status);
  const [oldest] = ends.keys();
  if (ends.size > rememberedEnds && oldest !== undefined) ends.delete(oldest);
}
