/** Into the body of a node and out again, on the same canvas. */
import { bodyAt, type Scope } from "../../../lib/edit/bodies.ts";
import { pruneEdges } from "../../../lib/edit/settings.ts";
import { motion } from "../../ui/page/motion.ts";
import { graphOf, scopeOf } from "../store/document-slice.ts";
import { nothing } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";

/** Opens the body of a node of the graph on the canvas; nothing happens for a node without one of its own. */
export function openBody(store: EditorStore, nodeId: string | undefined): void {
  const state = store.getState();
  if (nodeId === undefined || !bodyAt(graphOf(state), state.catalogue, nodeId)) return;
  state.select(nothing);
  state.setScope([...scopeOf(state), nodeId]);
  fitSoon(store);
}

/** Back to the graph around the open body, or further out, with the node that was left selected. */
export function leaveBody(store: EditorStore, to?: Scope): void {
  const scope = scopeOf(store.getState());
  const target = to ?? scope.slice(0, -1);
  for (let { length } = scope; length > target.length; length -= 1) {
    store.getState().setScope(scope.slice(0, length - 1));
    const { catalogue, edit, history } = store.getState();
    const left = scope[length - 1] ?? "";
    // Ports that the body no longer has lose their edges, in the same step as the change that took them away.
    edit("Change body", (graph) => pruneEdges(graph, catalogue, left), history.last?.key);
    store.getState().select({ nodes: new Set([left]) });
  }
  if (scope.length > target.length) fitSoon(store);
}

/** What is to be fitted into view is drawn first. */
function fitSoon(store: EditorStore): void {
  const fit = () => store.getState().viewPort?.fit({ padding: 0.15, maxZoom: 1, ...motion(160) });
  requestAnimationFrame(() => requestAnimationFrame(fit));
}
