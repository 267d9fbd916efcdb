import { topics, WakeUp } from "../../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../../platform/broker/broker.ts";
import { wakeUp } from "../enqueue/notify-workers.ts";
import { claimInline } from "../inline-claim.ts";
import type { ClaimLoop } from "./claim-loop.ts";

/**
 * The broker of a worker that accepts runs itself, for the events of topics: as far as it has capacity it starts them at
 * once, in place of sending wake-ups around that may come back to it. Runs for which it has none go to the others. Where the
 * broker is the database, wake-ups go with the commit anyway.
 */
export function claimHere(broker: Broker, worker: { id: string; claimLoop: ClaimLoop }): Broker {
  if (broker.driver !== "kafka") return broker;
  function leftOf(message: BrokerMessage): BrokerMessage[] {
    if (message.topic !== topics.runs) return [message];
    const { runIds, runs } = WakeUp.parse(message.value);
    const left = claimInline({ broker, ...worker }, runIds, runs);
    if (left.length === runIds.length) return [message];
    return left.length === 0 ? [] : [wakeUp({ runIds: left })];
  }
  return {
    ...broker,
    async publish(messages) {
      const left = messages.flatMap(leftOf);
      if (left.length > 0) await broker.publish(left);
    },
  };
}
