import { foldedNodes } from "../../../lib/edit/groups.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import { motion } from "../../ui/page/motion.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { foldGroups } from "./arrange-actions.ts";
import { leaveBody } from "./open-body.ts";

/** Selects a node or an edge and brings it into view. */
export function goTo(store: EditorStore, { nodeId, edgeId }: { nodeId?: string; edgeId?: string }): void {
  const { viewPort, select } = store.getState();
  const graph = graphOf(store.getState());
  const group = nodeId === undefined ? undefined : foldedNodes(graph).get(nodeId);
  if (group !== undefined) foldGroups(store, [group], false);
  const edge = edgeId === undefined ? undefined : graph.edges.find(({ id }) => id === edgeId);
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

/** Where a problem of the whole pipeline is, also inside of bodies. */
export function goToIssue(store: EditorStore, { nodeId, edgeId, inside = [] }: Issue): void {
  leaveBody(store, []);
  const way = nodeId === undefined ? [] : [nodeId, ...inside];
  const last = way.at(-1);
  const go = () =>
    goTo(store, { ...(last === undefined ? {} : { nodeId: last }), ...(edgeId === undefined ? {} : { edgeId }) });
  if (inside.length === 0) go();
  else {
    store.getState().setScope(way.slice(0, -1));
    requestAnimationFrame(() => requestAnimationFrame(go));
  }
}
