import { withTimeout } from "../with-timeout.ts";
import type { Broker, BrokerMessage } from "./broker.ts";

const patienceMs = 1000;

/**
 * Says what only saves somebody a wait, because the rows have said it already: whoever is to hear it looks by itself in
 * the end. So a broker that is away holds nobody up for longer than a second, and fails nothing.
 */
export async function tell(broker: Pick<Broker, "publish">, messages: readonly BrokerMessage[]): Promise<void> {
  await withTimeout(broker.publish(messages), patienceMs);
}
