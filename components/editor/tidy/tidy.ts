/** Shift+L: the selected nodes, or all, in layers from left to right; animated, and one undo step. */
import type { Graph, Position } from "../../../lib/graph/graph.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { motion } from "../../ui/page/motion.ts";
import { canEdit, graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";
import type { toElk } from "./elk-graph.ts";
import { glide } from "./glide.ts";

export async function tidy(store: EditorStore): Promise<void> {
  const { selection, catalogue, viewPort } = store.getState();
  const graph = graphOf(store.getState());
  const isAll = selection.nodes.size < 2;
  const ids = new Set(isAll ? Object.keys(graph.nodes) : selection.nodes);
  if (ids.size === 0) return;
  try {
    const elk = await import("./elk-graph.ts");
    const root = await layOut(elk.toElk(graph, catalogue, ids));
    const positions = anchored(elk.fromElk(root, graph), graph);
    // A change while the engine was thinking is worth more than the tidying of what was before it.
    if (graphOf(store.getState()).nodes !== graph.nodes || !canEdit(store.getState())) return;
    await glide(store, positions);
    if (isAll) viewPort?.fit({ padding: 0.1, maxZoom: 1, ...motion(160) });
  } catch {
    store.getState().bail();
    toast("The nodes could not be tidied. Select fewer nodes and try again.", { tone: "danger" });
  }
}

/** The corner of what is tidied stays where it was, so that nothing jumps away from the eye. */
function anchored(positions: Readonly<Record<string, Position>>, graph: Graph): Record<string, Position> {
  const entries = Object.entries(positions);
  const old = entries.flatMap(([id]) => graph.layout.positions[id] ?? []);
  const by = {
    x: Math.min(...old.map(({ x }) => x)) - Math.min(...entries.map(([, { x }]) => x)),
    y: Math.min(...old.map(({ y }) => y)) - Math.min(...entries.map(([, { y }]) => y)),
  };
  return Object.fromEntries(entries.map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }]));
}

/** The engine is large: it is fetched the first time it is wanted, and its thread ends with each answer. */
async function layOut(root: ReturnType<typeof toElk>): Promise<ReturnType<typeof toElk>> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  const elk = new Elk({ workerFactory: () => new Worker(new URL("./tidy-worker.ts", import.meta.url)) });
  try {
    return await elk.layout(root);
  } finally {
    elk.terminateWorker();
  }
}
