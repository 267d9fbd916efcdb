import { type ControlAsked, topics } from "../../../lib/messages.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";

/**
 * Notifies the workers that hold these runs: to cancel them, or to poll what they wait for. The row has said so already,
 * so nothing is lost with the message; it only saves the wait.
 */
export async function controlRuns(
  broker: Broker,
  what: ControlAsked["what"],
  ...runIds: readonly string[]
): Promise<void> {
  const messages = runIds.map((runId) => {
    const value: ControlAsked = { runId, what };
    return { topic: topics.control, key: runId, value };
  });
  await publishBestEffort(broker, messages);
}
