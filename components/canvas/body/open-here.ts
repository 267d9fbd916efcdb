/** The buttons on cards: they belong to the graph that their card is drawn in, whatever is worked in. */
import { openBody, toggleBody } from "../../editor/actions/open-body.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { enter } from "../../editor/store/store-inside.ts";

export function toggleHere(store: EditorStore, id: string): void {
  enter(store);
  toggleBody(store, id);
}

export function openHere(store: EditorStore, id: string): void {
  enter(store);
  openBody(store, id);
}
