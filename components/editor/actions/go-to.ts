import { foldedNodes } from "../../../lib/edit/groups.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import { motion } from "../../ui/page/motion.ts";
import { card } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { foldGroups } from "./arrange-actions.ts";
import { leaveBody } from "./open-body.ts";

/** `free`: so many pixels of the canvas at the right are taken by something that floats there. */
type Place = { nodeId?: string; edgeId?: string; free?: number };

/** Selects a node or an edge and brings it into view. */
export function goTo(store: EditorStore, { nodeId, edgeId, free }: Place): void {
  const { viewPort, select } = store.getState();
  const graph = graphOf(store.getState());
  const group = nodeId === undefined ? undefined : foldedNodes(graph).get(nodeId);
  if (group !== undefined) foldGroups(store, [group], false);
  const edge = edgeId === undefined ? undefined : graph.edges.find(({ id }) => id === edgeId);
  const nodes = nodeId !== undefined ? [nodeId] : edge ? [edge.from.node, edge.to.node] : [];
  if (edge && nodeId === undefined) select({ edges: new Set([edge.id]) });
  else if (nodeId !== undefined) select({ nodes: new Set([nodeId]) });
  if (nodes.length > 0) {
    const show = () => {
      const padding = paddingBeside(free);
      viewPort?.fit({ nodes: nodes.map((id) => ({ id })), maxZoom: 1, padding, ...motion(180) });
    };
    // What was folded away is drawn first, and so are the settings that narrow the canvas.
    if (group === undefined && free === undefined) show();
    else requestAnimationFrame(() => requestAnimationFrame(show));
  }
}

function paddingBeside(free: number | undefined) {
  const width = document.querySelector(".pb-canvas")?.getBoundingClientRect().width ?? 0;
  // On a narrow canvas a node has no room beside it.
  if (free === undefined || width < free + 1.5 * card.width) return 0.4;
  return { left: 0.05, y: 0.4, right: `${free}px` } as const;
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
