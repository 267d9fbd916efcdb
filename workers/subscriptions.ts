import type pg from "pg";
import type { ClaimLoop } from "../engine/queue/claim/claim-loop.ts";
import { groupNameOf } from "../engine/queue/claim/group-name.ts";
import { joinGroup, listenToAll, type WakeUpConsumer } from "../engine/queue/claim/wake-ups.ts";
import { ControlAsked, topics } from "../lib/messages.ts";
import type { Broker, BrokerMessage, Subscription } from "../platform/broker/broker.ts";
import type { Log } from "../platform/log.ts";
import type { ActiveRuns } from "./active-runs.ts";

type Deps = {
  pool: pg.Pool;
  broker: Broker;
  log: Log;
  id: string;
  claimLoop: ClaimLoop;
  active: Pick<ActiveRuns, "tenures">;
};

export type Subscriptions = { wakeUps: WakeUpConsumer; control: Subscription };

/** Control messages first: a run that is claimed by a wake-up can be cancelled from then on. */
export async function openSubscriptions(deps: Deps): Promise<Subscriptions> {
  const handle = (messages: readonly BrokerMessage[]) => {
    for (const { value } of messages) {
      const asked = ControlAsked.safeParse(value).data;
      if (asked) deps.active.tenures.get(asked.runId)?.[asked.what]();
    }
  };
  const control = await deps.broker.listen({ topics: [topics.control], handle });
  return { wakeUps: await openWakeUps(deps), control };
}

/** Where the broker is the database, the queue is the log of wake-ups, and every worker listens to all of them. */
async function openWakeUps({ pool, broker, log, id, claimLoop }: Deps): Promise<WakeUpConsumer> {
  const deps = { broker, claimLoop, log };
  if (broker.driver === "kafka") return await joinGroup(deps, { pool, id, group: await groupNameOf(pool) });
  return await listenToAll(deps, { pool, id });
}
