import { BackendProblem, type Draft, type EditorBackend, errorMessage } from "../../api/backend.ts";
import type { EditorStore } from "../store/store.ts";
import type { DraftKeeper } from "./draft-keeper.ts";
import { nextSave } from "./save-states.ts";

const retryAfter = { first: 2000, most: 15_000 } as const;

type Deps = {
  store: EditorStore;
  backend: EditorBackend;
  draft: DraftKeeper;
  later(ms: number): void;
  /** Takes in what the server has instead, when it is newer. */
  takeIn(draft: Draft): void;
};

/** Sends the draft with the revision it is based on, and moves the state of the draft by the answer. */
export function makeSender({ store, backend, draft, later, takeIn }: Deps): () => Promise<void> {
  let wait: number = retryAfter.first;

  function fail(thrown: unknown): void {
    const problem = thrown instanceof BackendProblem ? thrown : undefined;
    if (problem?.stale) {
      draft.on({ type: "outdated" });
      takeIn(problem.stale);
    } else if (problem?.kind === "offline") {
      draft.on({ type: "offline" });
      later(wait);
      wait = Math.min(wait * 2, retryAfter.most);
    } else {
      draft.on({ type: "refused", reason: errorMessage(thrown) });
      // A fault of the server's own may pass; what it will never take is sent again only after the next change.
      if (problem?.code === "internal") later(retryAfter.most);
    }
  }

  return async () => {
    const { history, revision } = store.getState();
    const { graph } = history;
    draft.on({ type: "sent" });
    try {
      const saved = await backend.save({ revision, graph });
      wait = retryAfter.first;
      const now = store.getState();
      // What was edited while the save was on its way is not in it.
      const isDirty = now.history.graph !== graph;
      const save = nextSave(now.save, { type: "current", isDirty });
      now.setSave({ revision: saved.revision, savedGraph: graph, save });
      if (!isDirty) draft.clear();
    } catch (thrown) {
      fail(thrown);
    }
  };
}
