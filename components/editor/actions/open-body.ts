/** Into the body of a node and out again, on the same canvas. */
import { bodyAt, type Scope } from "../../../lib/edit/bodies.ts";
import { pruneEdges } from "../../../lib/edit/settings.ts";
import { type Graph, positionOf } from "../../../lib/graph/graph.ts";
import { motion } from "../../ui/page/motion.ts";
import { cardElement } from "../layout/card-element.ts";
import { setOpen } from "../layout/frames.ts";
import { frameOf } from "../layout/geometry.ts";
import { canEdit, graphOf, scopeOf } from "../store/document-slice.ts";
import { nothing } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";

/** Opens the body of a node on a canvas of its own; nothing happens for a node without one of its own. */
export function openBody(store: EditorStore, nodeId: string | undefined): void {
  const state = store.getState();
  if (nodeId === undefined || !bodyAt(graphOf(state), state.catalogue, nodeId)) return;
  state.select(nothing);
  state.setScope([...scopeOf(state), nodeId]);
  fitSoon(store);
}

/** Goes on in the body that is drawn open in a node: with its first node selected, and the keyboard there. */
export function enterBody(store: EditorStore, nodeId: string | undefined): void {
  const { base, catalogue, setScope, select } = store.getState();
  const graph = graphOf(store.getState());
  if (nodeId === undefined || !frameOf(graph, nodeId)) return;
  const scope = [...scopeOf(store.getState()), nodeId];
  const body = bodyAt(graph, catalogue, nodeId);
  const [first] = Object.keys(body?.nodes ?? {}).toSorted((a, b) => leftOf(body, a) - leftOf(body, b));
  setScope(scope, base);
  select(first === undefined ? nothing : { nodes: new Set([first]) });
  requestAnimationFrame(() => {
    if (first !== undefined) cardElement(first, { scope, base })?.focus({ preventScroll: true });
  });
}

function leftOf(body: Graph | undefined, nodeId: string): number {
  return body ? positionOf(body, nodeId).x : 0;
}

/** Draws the body of a node open inside it, or closed. Where the person may only look, only here. */
export function toggleBody(store: EditorStore, nodeId: string | undefined): void {
  const state = store.getState();
  const graph = graphOf(state);
  if (nodeId === undefined || !bodyAt(graph, state.catalogue, nodeId)) return;
  const isOpen = frameOf(graph, nodeId) === undefined;
  const change = (open: Graph) => setOpen(open, state.catalogue, { nodeId, isOpen });
  if (canEdit(state)) state.edit(isOpen ? "Expand body" : "Collapse body", change);
  else state.redraw(change);
  if (isOpen) showSoon(store, nodeId);
}

/** Brings what has grown beyond the view into it, and no nearer than everything is now. */
export function showSoon(store: EditorStore, nodeId: string): void {
  if (!store.getState().viewPort) return;
  const show = () => {
    const { viewPort } = store.getState();
    const box = viewPort?.box(nodeId);
    const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
    if (!viewPort || !box || !pane) return;
    const from = viewPort.toScreen(box);
    const to = viewPort.toScreen({ x: box.x + box.width, y: box.y + box.height });
    const isSeen = from.x >= pane.left && from.y >= pane.top && to.x <= pane.right && to.y <= pane.bottom;
    if (!isSeen) viewPort.fit({ nodes: [{ id: nodeId }], maxZoom: viewPort.zoom(), padding: 0.08, ...motion(180) });
  };
  requestAnimationFrame(() => requestAnimationFrame(show));
}

/** Back to the graph around the open body, or further out, with the node that was left selected. */
export function leaveBody(store: EditorStore, to?: Scope): void {
  const { base } = store.getState();
  const scope = scopeOf(store.getState());
  const target = to ?? scope.slice(0, -1);
  for (let { length } = scope; length > target.length; length -= 1) {
    const around = scope.slice(0, length - 1);
    store.getState().setScope(around, around.length < base.length ? around : base);
    const { catalogue, edit, history } = store.getState();
    const left = scope[length - 1] ?? "";
    // Ports that the body no longer has lose their edges, in the same step as the change that took them away.
    edit("Change body", (graph) => pruneEdges(graph, catalogue, left), history.last?.key);
    store.getState().select({ nodes: new Set([left]) });
  }
  if (base.length > target.length) fitSoon(store);
}

/** What is to be fitted into view is drawn first. */
function fitSoon(store: EditorStore): void {
  const fit = () => store.getState().viewPort?.fit({ padding: 0.15, maxZoom: 1, ...motion(160) });
  requestAnimationFrame(() => requestAnimationFrame(fit));
}
