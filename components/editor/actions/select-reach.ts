import { reach } from "../../../lib/edit/reach.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";

/** Selects, besides what is selected, everything these nodes depend on or everything that depends on them. */
export function selectReach(store: EditorStore, direction: "up" | "down"): void {
  const state = store.getState();
  state.select({ nodes: reach(graphOf(state), state.selection.nodes, direction) });
}
