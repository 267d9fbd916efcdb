import type pg from "pg";
import { Doorbell, topics } from "../lib/messages.ts";
import type { Broker, BrokerMessage } from "../server/broker/broker.ts";
import type { Log } from "../server/log.ts";
import type { Intake } from "./intake.ts";
import { watchPeers } from "./peers.ts";

type Deps = { broker: Broker; intake: Intake; log: Log };

export type Doorbells = {
  /** The worker can be seen now. */
  come(): Promise<void>;
  /** It claims nothing any more. */
  go(): Promise<void>;
  /** It can be seen no more. */
  gone(): Promise<void>;
};

/** Hears the doorbells of a Kafka group: each goes to one of its workers, which gives its position up after the claim. */
export async function joinGroup({ broker, intake }: Deps, group: string): Promise<Doorbells> {
  const subscription = await broker.subscribe({
    topics: [topics.runs],
    group,
    async handle(messages) {
      await intake.hear(messages.flatMap(({ value }) => Doorbell.parse(value).runIds));
    },
  });
  return { come: async () => {}, go: () => subscription.close(), gone: async () => {} };
}

/** How many workers without room may hand a doorbell on before it is left to the sweep. */
const maxPasses = 3;

/**
 * Hears every doorbell, as every other worker does, and answers to those that are its own. What it has no room for it
 * hands on to the next in the run's order.
 */
export async function hearAll(deps: Deps, { pool, id }: { pool: pg.Pool; id: string }): Promise<Doorbells> {
  const { broker, intake, log } = deps;
  const peers = await watchPeers({ pool, broker, log, id });

  async function answer(runIds: readonly string[], passes: number): Promise<void> {
    const left = await intake.hear(runIds);
    if (left.length === 0 || passes >= maxPasses || passes + 1 >= peers.count()) return;
    const value: Doorbell = { runIds: left, passes: passes + 1 };
    await broker.publish([{ topic: topics.runs, key: "", value }]);
  }

  function hear(message: BrokerMessage): void {
    const { runIds, passes = 0 } = Doorbell.safeParse(message.value).data ?? { runIds: [] };
    const own = peers.count() === 1 ? runIds : runIds.filter((runId) => peers.rank(runId) === passes);
    if (own.length === 0) return;
    answer(own, passes).catch((error) =>
      log.debug({ err: error }, "a doorbell was lost; the sweep will find its runs"),
    );
  }

  const bells = await broker.listen({ topics: [topics.runs], handle: (messages) => messages.forEach(hear) });
  return {
    come: () => peers.tell(),
    // Until it is gone it is still rung for, and hands on what it hears.
    go: async () => {},
    async gone() {
      await Promise.all([bells.close(), peers.close(), peers.tell()]);
    },
  };
}
