import { cardElement } from "../layout/card-element.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { viewMiddle } from "./graph-actions.ts";

/** The node picker at the pointer, or in the view when the pointer is elsewhere. */
export function openPicker(store: EditorStore): void {
  const { pointer, viewPort, set } = store.getState();
  if (!viewPort) return;
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (pointer.at) set({ picker: { screen: pointer.at, canvas: viewPort.toCanvas(pointer.at) } });
  else if (pane) {
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
