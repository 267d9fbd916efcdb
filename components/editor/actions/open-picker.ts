import { cardElement } from "../layout/card-element.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { viewMiddle } from "./graph-actions.ts";

/** The node picker at the pointer, or in the view when the pointer is elsewhere. */
export function openPicker(store: EditorStore): void {
  const { pointer, flow, set } = store.getState();
  if (!flow) return;
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (pointer.at) set({ picker: { screen: pointer.at, canvas: flow.screenToFlowPosition(pointer.at) } });
  else if (pane) {
    const screen = { x: pane.x + pane.width / 2 - 160, y: pane.y + pane.height / 4 };
    set({ picker: { screen, canvas: viewMiddle(store.getState()), isByKey: true } });
  }
}

/** The picker beside the selected node: what is chosen takes the node's place. */
export function openReplacing(store: EditorStore): void {
  const { flow, set } = store.getState();
  const id = soleNode(store.getState());
  if (!flow || id === undefined) return;
  const box = cardElement(id)?.getBoundingClientRect();
  const screen = box ? { x: box.left, y: box.bottom + 8 } : { x: window.innerWidth / 2, y: window.innerHeight / 3 };
  set({ picker: { screen, canvas: flow.screenToFlowPosition(screen), replaces: id } });
}
