/** The source of triggers whose events are brought to them, such as requests: none of them goes by the clock. */
import type { Trigger } from "../../lib/run.ts";
import type { TriggerSource } from "./trigger-source.ts";

export function pushSource(type: string, runTrigger: Trigger): TriggerSource {
  const state = { progress: {}, dueAt: null };
  return { type, runTrigger, open: () => state, take: () => ({ state }), upcoming: () => [] };
}
