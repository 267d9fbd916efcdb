import type { TriggerView } from "../../../lib/views/trigger-views.ts";
import type { EditorState } from "./state.ts";

/** How a trigger of the pipeline stands; undefined for other nodes, and for one that is not in the version that is on. */
export function triggerOf({ triggers, scope, frozen }: EditorState, nodeId: string): TriggerView | undefined {
  if (scope.length > 0 || frozen || !triggers?.isOn) return undefined;
  return triggers.triggers.find((trigger) => trigger.nodeId === nodeId);
}
