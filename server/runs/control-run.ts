import { type ControlAsked, topics } from "../../lib/messages.ts";
import type { Broker } from "../broker/broker.ts";
import { publishBestEffort } from "../broker/publish-best-effort.ts";

/**
 * Speaks to whichever worker has these runs in its hands: to stop, or to look at what is new. The row has said so already,
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
