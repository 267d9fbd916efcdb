import type pg from "pg";
import { topics, WakeUp } from "../../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import type { Log } from "../../../platform/log.ts";
import { claimInline } from "../inline-claim.ts";
import type { ClaimLoop } from "./claim-loop.ts";
import { makeOtherWorkers } from "./other-workers.ts";
import { watchPeers } from "./peers.ts";

type Deps = { broker: Broker; claimLoop: ClaimLoop; log: Log };

export type WakeUpConsumer = {
  /** Tells the other workers that this one has come, or is draining. */
  announce(): Promise<void>;
  /** Wake-ups lead to no claim any more. */
  stopClaiming(): Promise<void>;
  /** This worker receives no wake-ups any more, and the others know. */
  close(): Promise<void>;
};

/** How many workers without capacity may forward a wake-up before it is left to the sweep. */
const maxPasses = 3;

type Group = { pool: pg.Pool; id: string; group: string };

/**
 * Consumes wake-ups as a member of a Kafka group: each goes to one of its workers, which commits its position after the
 * claim. Runs for which it has no capacity it publishes again under another key, which most likely reaches another worker,
 * if one has capacity.
 */
export async function joinGroup({ broker, claimLoop, log }: Deps, { pool, id, group }: Group): Promise<WakeUpConsumer> {
  const otherWorkers = makeOtherWorkers(pool, id);

  async function forward(wakeUps: readonly WakeUp[], left: ReadonlySet<string>): Promise<void> {
    const again = wakeUps.flatMap(({ runIds, passes = 0 }) => {
      const value: WakeUp = { runIds: runIds.filter((runId) => left.has(runId)), passes: passes + 1 };
      const isOver = value.runIds.length === 0 || passes >= maxPasses;
      return isOver ? [] : [{ topic: topics.runs, key: `${value.runIds[0]} ${value.passes}`, value }];
    });
    if (again.length > 0 && (await otherWorkers()) > 0) await publishBestEffort(broker, again);
  }

  const subscription = await broker.subscribe({
    topics: [topics.runs],
    group,
    async handle(messages) {
      const wakeUps = messages.map(({ value }) => WakeUp.parse(value));
      const rest = wakeUps.flatMap(({ runIds, runs }) => claimInline({ broker, id, claimLoop }, runIds, runs));
      const left = rest.length === 0 ? [] : await claimLoop.claim(rest);
      if (left.length === 0) return;
      forward(wakeUps, new Set(left)).catch((error) =>
        log.debug({ err: error }, "a wake-up was not forwarded; the sweep will find its runs"),
      );
    },
  });
  return { announce: async () => {}, stopClaiming: () => subscription.close(), close: async () => {} };
}

/**
 * Listens to all wake-ups, as every other worker does, and claims the runs that are this worker's by rank. Runs for which
 * it has no capacity it forwards to the next worker in the run's order.
 */
export async function listenToAll(deps: Deps, { pool, id }: { pool: pg.Pool; id: string }): Promise<WakeUpConsumer> {
  const { broker, claimLoop, log } = deps;
  const peers = await watchPeers({ pool, broker, log, id });

  async function claimOrForward(runIds: readonly string[], passes: number): Promise<void> {
    const left = await claimLoop.claim(runIds);
    if (left.length === 0 || passes >= maxPasses || passes + 1 >= peers.count()) return;
    const value: WakeUp = { runIds: left, passes: passes + 1 };
    await broker.publish([{ topic: topics.runs, key: "", value }]);
  }

  function onMessage(message: BrokerMessage): void {
    const { runIds, passes = 0, runs } = WakeUp.safeParse(message.value).data ?? { runIds: [] };
    const own = peers.count() === 1 ? runIds : runIds.filter((runId) => peers.rank(runId) === passes);
    if (own.length === 0) return;
    const left = claimInline({ broker, id, claimLoop }, own, runs);
    if (left.length === 0) return;
    claimOrForward(left, passes).catch((error) =>
      log.debug({ err: error }, "a wake-up was lost; the sweep will find its runs"),
    );
  }

  const listener = await broker.listen({ topics: [topics.runs], handle: (messages) => messages.forEach(onMessage) });
  return {
    announce: () => peers.announce(),
    // Until the others know that it has stopped they still rely on it, so it keeps forwarding.
    stopClaiming: async () => {},
    async close() {
      await Promise.all([listener.close(), peers.close(), peers.announce()]);
    },
  };
}
