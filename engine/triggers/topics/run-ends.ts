/** Who waits for the ends of runs that events started. */
import type pg from "pg";
import { RunsAdvanced, topics } from "../../../lib/messages.ts";
import { isFinished, RunStatus } from "../../../lib/run.ts";
import type { Broker, Subscription } from "../../../platform/broker/broker.ts";
import { makeBatcher } from "../../../platform/database/batch.ts";
import type { Log } from "../../../platform/log.ts";
import { runStates } from "./sql/statements.ts";

export type RunEnds = {
  /** How the run ended; a run that was deleted counts as cancelled. */
  of(run: { id: string; created: boolean }): Promise<RunStatus>;
  close(): Promise<void>;
};

/** A lost notification delays the next event of a key by no more than this. */
const pollMs = 1000;
const rememberedEnds = 10_000;

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

export function makeRunEnds({ pool, broker, log }: Deps): RunEnds {
  /** One for all who wait for a run: also a claim that is over, and the next one of the same worker. */
  const waiting = new Map<string, PromiseWithResolvers<RunStatus>>();
  /** Runs that ended before anyone asked: a short one is faster than the answer to its insert. */
  const recent = new Set<string>();
  let subscription: Promise<Subscription> | undefined;
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
    subscription = broker.listen({
      topics: [topics.events],
      handle(messages) {
        for (const { value } of messages) {
          for (const [id, , state] of RunsAdvanced.safeParse(value).data?.runs ?? []) {
            if (state !== "finished") continue;
            if (waiting.has(id)) lookAt(id);
            else remember(recent, id);
          }
        }
      },
    });
    subscription.catch((error) => log.warn({ err: error }, "ends of runs are polled for: the broker took no listener"));
  }

  return {
    async of({ id, created }) {
      if (!poll) begin();
      const end = waiting.get(id) ?? Promise.withResolvers<RunStatus>();
      waiting.set(id, end);
      if (!created || recent.has(id)) lookAt(id);
      return await end.promise.finally(() => {
        if (waiting.get(id) === end) waiting.delete(id);
        recent.delete(id);
      });
    },
    async close() {
      clearInterval(poll);
      await subscription?.then((one) => one.close()).catch(() => {});
    },
  };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > rememberedEnds && oldest !== undefined) ids.delete(oldest);
}
