/**
 * Saves the draft a moment after each change, with the revision it is based on. Every change is in the journal first;
 * a lost connection is tried again by itself; a save that somebody forestalled waits for a person to choose.
 */
import { canonicalJson } from "../../lib/json.ts";
import { BackendProblem, type EditorBackend, wordsOf } from "./backend.ts";
import { clearJournal, readJournal, writeJournal } from "./journal.ts";
import type { EditorStore } from "./store.ts";

export const saveAfter = 600;
const retryAfter = { first: 2000, most: 15_000 } as const;

export type Saver = {
  /** Begins to watch the store; answers how to stop. */
  start(): () => void;
  /** Saves now; true when the server has the draft as it is. */
  flush(): Promise<boolean>;
  /** Ends a conflict: our draft goes over theirs, or theirs takes our draft's place as one undo step. */
  resolve(choice: "mine" | "theirs"): void;
};

export function createSaver(store: EditorStore, backend: EditorBackend): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let wait: number = retryAfter.first;

  const isDirty = () => store.getState().history.graph !== store.getState().savedGraph;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), ms);
  };
  const save = async () => {
    clearTimeout(timer);
    if (running) await running;
    const { history, save: state } = store.getState();
    // A gesture in progress is saved when the hand lets go.
    if (!isDirty() || state.status === "conflict" || history.gesture) return;
    running = send().finally(() => {
      running = undefined;
    });
    await running;
    if (isDirty() && store.getState().save.status === "saved") later(saveAfter);
  };
  const send = async () => {
    const { history, revision, pipelineId, setSave } = store.getState();
    const { graph } = history;
    setSave({ save: { status: "saving" } });
    try {
      const saved = await backend.save({ revision, graph });
      wait = retryAfter.first;
      setSave({ revision: saved.revision, savedGraph: graph, save: { status: "saved" } });
      if (!isDirty()) clearJournal(pipelineId);
    } catch (thrown) {
      fail(thrown);
    }
  };
  const fail = (thrown: unknown) => {
    const { setSave } = store.getState();
    const problem = thrown instanceof BackendProblem ? thrown : undefined;
    if (problem?.stale) {
      setSave({ save: { status: "conflict", theirs: problem.stale.graph, revision: problem.stale.revision } });
    } else if (problem?.kind === "offline") {
      setSave({ save: { status: "offline" } });
      later(wait);
      wait = Math.min(wait * 2, retryAfter.most);
    } else setSave({ save: { status: "refused", reason: wordsOf(thrown) } });
  };
  const keep = () => {
    const { pipelineId, revision, history, setSave, save: state } = store.getState();
    writeJournal(pipelineId, { revision, graph: history.graph });
    if (state.status === "saved" || state.status === "refused") setSave({ save: { status: "unsaved" } });
  };

  return {
    start() {
      recover(store);
      const stopWatching = store.subscribe((now, before) => {
        const isChanged = now.history.graph !== before.history.graph || now.history.gesture !== before.history.gesture;
        if (!isChanged || !isDirty() || now.history.gesture) return;
        keep();
        if (now.save.status !== "conflict" && now.save.status !== "offline") later(saveAfter);
      });
      const leave = () => {
        const { history, revision, save: state } = store.getState();
        if (isDirty() && state.status !== "conflict") backend.saveOnLeave({ revision, graph: history.graph });
      };
      const back = () => void save();
      addEventListener("pagehide", leave);
      addEventListener("online", back);
      if (isDirty()) later(0);
      return () => {
        clearTimeout(timer);
        stopWatching();
        // The page goes on when a person follows a link inside Patchbay, so an ordinary save still arrives.
        void save();
        removeEventListener("pagehide", leave);
        removeEventListener("online", back);
      };
    },
    async flush() {
      await save();
      return !isDirty();
    },
    resolve(choice) {
      const { save: state, setSave, replaceGraph } = store.getState();
      if (state.status !== "conflict") return;
      setSave({ revision: state.revision, savedGraph: state.theirs, save: { status: "unsaved" } });
      if (choice === "theirs") {
        replaceGraph("Take the other version", state.theirs);
        setSave({ save: { status: "saved" } });
        clearJournal(store.getState().pipelineId);
      } else void save();
    },
  };
}

/** Brings back what the last visit could not save; when the server has moved on since, both are offered. */
function recover(store: EditorStore): void {
  const { pipelineId, revision, history, savedGraph, replaceGraph, setSave } = store.getState();
  const kept = readJournal(pipelineId);
  if (!kept) return;
  if (canonicalJson(kept.graph) === canonicalJson(history.graph)) {
    if (history.graph === savedGraph) clearJournal(pipelineId);
    return;
  }
  replaceGraph("Bring back unsaved changes", kept.graph);
  if (kept.revision !== revision) setSave({ save: { status: "conflict", theirs: history.graph, revision } });
}
