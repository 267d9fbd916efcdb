/** Wake-ups: "look at these runs". Those of new runs may carry what is needed to start them (../inline-claim.ts). */
import { topics, type WakeUp } from "../../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";

/** Notifies the workers of runs. Never rejects: an unavailable broker delays the runs until the sweep. */
export async function notifyWorkers(broker: Broker, ...runIds: readonly string[]): Promise<void> {
  await publishBestEffort(broker, [wakeUp({ runIds: [...runIds] })]);
}

export function wakeUp(value: WakeUp): BrokerMessage {
  return { topic: topics.runs, key: value.runIds[0] ?? "", value };
}
