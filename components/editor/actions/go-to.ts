import { foldedNodes } from "../../../lib/edit/groups.ts";
import { motion } from "../../ui/page/motion.ts";
import type { EditorStore } from "../store/store.ts";
import { foldGroups } from "./arrange-actions.ts";

/** Selects a node or an edge and brings it into view. */
export function goTo(store: EditorStore, { nodeId, edgeId }: { nodeId?: string; edgeId?: string }): void {
  const { viewPort, select, history } = store.getState();
  const group = nodeId === undefined ? undefined : foldedNodes(history.graph).get(nodeId);
  if (group !== undefined) foldGroups(store, [group], false);
  const edge = edgeId === undefined ? undefined : history.graph.edges.find(({ id }) => id === edgeId);
  const nodes = nodeId !== undefined ? [nodeId] : edge ? [edge.from.node, edge.to.node] : [];
  if (edge && nodeId === undefined) select({ edges: new Set([edge.id]) });
  else if (nodeId !== undefined) select({ nodes: new Set([nodeId]) });
  if (nodes.length > 0) {
    const show = () => viewPort?.fit({ nodes: nodes.map((id) => ({ id })), maxZoom: 1, padding: 0.4, ...motion(180) });
    // What was folded away is drawn first.
    if (group === undefined) show();
    else requestAnimationFrame(() => requestAnimationFrame(show));
  }
}
