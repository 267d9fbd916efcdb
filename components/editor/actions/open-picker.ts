import type { Graph, Position } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { cardElement } from "../layout/card-element.ts";
import { freePosition, isOnCard } from "../layout/free-position.ts";
import { card } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { viewMiddle } from "./graph-actions.ts";

/** The node picker at the pointer, or in the view when the pointer is elsewhere. No new card ever hides another. */
export function openPicker(store: EditorStore): void {
  const state = store.getState();
  const { pointer, viewPort, catalogue, set } = state;
  if (!viewPort) return;
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (pointer.at) {
    const [screen, canvas, graph] = [pointer.at, viewPort.toCanvas(pointer.at), graphOf(state)];
    const isCovered = isOnCard(graph, catalogue, canvas);
    if (isCovered && soleNode(state) !== undefined) set({ picker: { screen, canvas, isByKey: true } });
    else set({ picker: { screen, canvas: isCovered ? below(graph, catalogue, canvas) : canvas } });
  } else if (pane) {
    const screen = { x: pane.x + pane.width / 2 - 160, y: pane.y + pane.height / 4 };
    set({ picker: { screen, canvas: viewMiddle(store.getState()), isByKey: true } });
  }
}

/** The picker beside the selected node: what is chosen takes the node's place. */
export function openReplacing(store: EditorStore): void {
  const { viewPort, set } = store.getState();
  const id = soleNode(store.getState());
  if (!viewPort || id === undefined) return;
  const box = cardElement(id, store.getState())?.getBoundingClientRect();
  const screen = box ? { x: box.left, y: box.bottom + 8 } : { x: window.innerWidth / 2, y: window.innerHeight / 3 };
  set({ picker: { screen, canvas: viewPort.toCanvas(screen), replaces: id } });
}

/** Where a card is added whose middle of the head is to be here, or below what is here. */
function below(graph: Graph, catalogue: Catalogue, { x, y }: Position): Position {
  const free = freePosition(graph, catalogue, { x: x - card.width / 2, y: y - 24 });
  return { x, y: free.y + 24 };
}
