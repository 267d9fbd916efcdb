import { withTimeout } from "../retry/with-timeout.ts";
import type { Broker, BrokerMessage } from "./broker.ts";

const limitMs = 1000;

/**
 * Publishes messages that only save a wait: the rows hold the same facts, and their readers poll. So a broker that is
 * unavailable delays the caller by a second at most, and fails nothing.
 */
export async function publishBestEffort(
  broker: Pick<Broker, "publish">,
  messages: readonly BrokerMessage[],
): Promise<void> {
  await withTimeout(broker.publish(messages), limitMs);
}
