import { emptyGraph } from "../../../lib/graph/graph-read.ts";
import type { EditorStore } from "../store/store.ts";
import type { DraftStore } from "./draft-store.ts";
import { adoptTheirs, merge } from "./merge-in.ts";

/**
 * Brings back what earlier visits could not save, as one undo step; what clashes with the server's is asked about. True
 * when there was anything.
 */
export async function recoverDrafts(store: EditorStore, draftStore: DraftStore): Promise<boolean> {
  let isMore = false;
  for (const { draft, drop } of await draftStore.orphans()) {
    const { history, savedGraph, revision, catalogue, replaceGraph, setSave, save, isReadOnly } = store.getState();
    if (isReadOnly || save.status === "conflict") break;
    const mine = adoptTheirs(history.graph, draft.graph, catalogue);
    if (mine !== history.graph && mine !== savedGraph) {
      const known = draft.base ?? (draft.revision === revision ? savedGraph : undefined) ?? emptyGraph;
      const base = adoptTheirs(history.graph, known, catalogue);
      const theirs = history.graph;
      const { graph, clashes } = merge({ base, mine, theirs }, catalogue);
      replaceGraph("Bring back unsaved changes", clashes.length > 0 ? mine : graph);
      if (clashes.length > 0) setSave({ save: { status: "conflict", base, theirs, revision } });
      const kept = store.getState().history.graph;
      draftStore.write({ revision, graph: kept, base: clashes.length > 0 ? base : theirs });
      isMore = true;
    }
    drop();
  }
  return isMore;
}
