import type { EditorStore } from "../store/store.ts";
import { type DraftStore, openDraftStore } from "./draft-store.ts";
import { nextSave, type SaveEvent } from "./save-states.ts";

export type DraftKeeper = {
  /** The draft is another one than the server has. */
  isDirty(): boolean;
  on(event: SaveEvent): void;
  /** Keeps the draft in this browser until the server has it. */
  keep(): void;
  /** The server has it. */
  clear(): void;
  open(): DraftStore;
  close(): void;
};

/** The draft of the open pipeline: its state, and its copy in this browser, which every change reaches first. */
export function makeDraftKeeper(store: EditorStore): DraftKeeper {
  let draftStore: DraftStore | undefined;
  const on = (event: SaveEvent) => {
    const { save, setSave } = store.getState();
    const next = nextSave(save, event);
    if (next !== save) setSave({ save: next });
  };
  return {
    isDirty: () => store.getState().history.graph !== store.getState().savedGraph,
    on,
    keep() {
      const { revision, history, savedGraph, save } = store.getState();
      const base = save.status === "conflict" ? save.base : savedGraph;
      draftStore?.write({ revision, graph: history.graph, ...(base ? { base } : {}) });
      on({ type: "changed" });
    },
    clear: () => draftStore?.clear(),
    open() {
      draftStore = openDraftStore(store.getState().pipelineId);
      return draftStore;
    },
    close: () => draftStore?.close(),
  };
}
