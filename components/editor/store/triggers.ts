import { nodeAt } from "../../../lib/graph/graph-read.ts";
import { type TriggerNode, triggersOf } from "../../../lib/runs/entry.ts";
import type { TriggerView } from "../../../lib/views/live/trigger-views.ts";
import { graphOf } from "./document-slice.ts";
import type { EditorState } from "./state.ts";

/** How a trigger of the pipeline stands; undefined for other nodes, and for one that is not in the version that is on. */
export function triggerOf({ triggers, scope, frozen }: EditorState, nodeId: string): TriggerView | undefined {
  if (scope.length > 0 || frozen || !triggers?.isOn) return undefined;
  return triggers.triggers.find((trigger) => trigger.nodeId === nodeId);
}

/** Whether the node is a trigger: it runs nothing by itself, and a run begins at it. */
export function isTrigger(state: EditorState, nodeId: string): boolean {
  return state.catalogue.get(nodeAt(graphOf(state), nodeId)?.type ?? "")?.role === "run-trigger";
}

/** The trigger of the draft with this id, from which a run can begin. */
export function draftTrigger(state: EditorState, nodeId: string): TriggerNode | undefined {
  if (state.frozen || state.scope.length > 0) return undefined;
  return triggersOf(graphOf(state), state.catalogue).find(({ id }) => id === nodeId);
}
