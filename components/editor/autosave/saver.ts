/**
 * Saves the draft a moment after each change, with the revision it is based on, and takes in what others have saved.
 * Every change is in the draft store first; a lost connection is tried again by itself; changes that do not touch each other
 * merge by themselves, and where they do a person chooses.
 */
import { formatChanges } from "../../../lib/diff/format-changes.ts";
import { emptyGraph } from "../../../lib/graph.ts";
import { BackendProblem, type Draft, type EditorBackend, errorMessage } from "../../api/backend.ts";
import type { Saver } from "../store/saver.ts";
import type { EditorStore } from "../store/store.ts";
import { type DraftStore, openDraftStore } from "./draft-store.ts";
import { adoptTheirs, merge, mergeChosen, mergeIn, type Theirs } from "./merge-in.ts";

const saveAfter = 600;
const retryAfter = { first: 2000, most: 15_000 } as const;

type Say = (text: string) => void;

export function createSaver(store: EditorStore, backend: EditorBackend, say: Say = () => undefined): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let wait: number = retryAfter.first;
  let newest = 0;
  let draftStore: DraftStore | undefined;

  const isDirty = () => store.getState().history.graph !== store.getState().savedGraph;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), ms);
  };
  const oneAtATime = async (work: () => Promise<void>) => {
    running = work().finally(() => {
      running = undefined;
    });
    await running;
  };
  const save = async () => {
    clearTimeout(timer);
    while (running) await running;
    const { history, save: state, isReadOnly } = store.getState();
    // A gesture in progress is saved when it ends.
    if (isDirty() && !isReadOnly && state.status !== "conflict" && !history.gesture) {
      await oneAtATime(send);
      if (store.getState().save.status === "unsaved") later(saveAfter);
    }
    void catchUp();
  };
  const send = async () => {
    const { history, revision, setSave } = store.getState();
    const { graph } = history;
    setSave({ save: { status: "saving" } });
    try {
      const saved = await backend.save({ revision, graph });
      wait = retryAfter.first;
      // What was edited while the save was on its way is not in it.
      const isSaved = store.getState().history.graph === graph;
      setSave({ revision: saved.revision, savedGraph: graph, save: { status: isSaved ? "saved" : "unsaved" } });
      if (isSaved) draftStore?.clear();
    } catch (thrown) {
      fail(thrown);
    }
  };
  const fail = (thrown: unknown) => {
    const { setSave } = store.getState();
    const problem = thrown instanceof BackendProblem ? thrown : undefined;
    if (problem?.stale) {
      setSave({ save: { status: "unsaved" } });
      takeIn(problem.stale);
    } else if (problem?.kind === "offline") {
      setSave({ save: { status: "offline" } });
      later(wait);
      wait = Math.min(wait * 2, retryAfter.most);
    } else {
      setSave({ save: { status: "refused", reason: errorMessage(thrown) } });
      // A fault of the server's own may pass; what it will never take is sent again only after the next change.
      if (problem?.code === "internal") later(retryAfter.most);
    }
  };
  /** Reads what others have saved, when there is something newer and no gesture is in progress. */
  const catchUp = async () => {
    if (running || newest <= seen() || store.getState().history.gesture) return;
    let isRead = false;
    await oneAtATime(async () => {
      try {
        takeIn(await backend.readDraft());
        isRead = true;
      } catch (thrown) {
        // Without a connection the next news, which comes with the next connection, leads here again.
        if (!(thrown instanceof BackendProblem)) throw thrown;
      }
    });
    // More news may have come while this was read.
    const isBehind = isRead && newest > seen();
    if (isBehind || (isDirty() && store.getState().save.status === "unsaved")) later(isBehind ? saveAfter : 0);
  };
  const seen = () => {
    const { revision, save: state } = store.getState();
    return state.status === "conflict" ? state.revision : revision;
  };
  const takeIn = ({ revision, graph }: Draft) => {
    const { save: state, savedGraph, catalogue, setSave } = store.getState();
    if (revision <= seen()) return;
    newest = Math.max(newest, revision);
    const base = state.status === "conflict" ? state.base : (savedGraph ?? emptyGraph);
    const wasDirty = isDirty();
    const arrived: Theirs = { base, theirs: adoptTheirs(base, graph, catalogue), revision };
    if (mergeIn(store, arrived).length > 0) {
      setSave({ save: { status: "conflict", ...arrived } });
      return;
    }
    settle();
    setSave({ arrivedAt: Date.now() });
    if (wasDirty && isDirty()) say(`Merged with changes saved elsewhere: ${formatChanges(base, arrived.theirs)}.`);
  };
  /** What follows when the draft stands on the server's newest revision again. */
  const settle = () => {
    const { setSave } = store.getState();
    setSave({ save: { status: isDirty() ? "unsaved" : "saved" } });
    if (isDirty()) {
      keep();
      later(saveAfter);
    } else draftStore?.clear();
  };
  const keep = () => {
    const { revision, history, savedGraph, setSave, save: state } = store.getState();
    const base = state.status === "conflict" ? state.base : savedGraph;
    draftStore?.write({ revision, graph: history.graph, ...(base ? { base } : {}) });
    if (state.status === "saved" || state.status === "refused") setSave({ save: { status: "unsaved" } });
  };

  return {
    start() {
      draftStore = openDraftStore(store.getState().pipelineId);
      void recover(store, draftStore).then((isMore) => (isMore ? later(0) : undefined));
      const stopWatching = store.subscribe((now, before) => {
        const isChanged = now.history.graph !== before.history.graph || now.history.gesture !== before.history.gesture;
        if (!isChanged || now.history.gesture) return;
        if (newest > seen()) later(0);
        if (!isDirty()) return;
        keep();
        if (now.save.status !== "conflict" && now.save.status !== "offline") later(saveAfter);
      });
      const leave = () => {
        const { history, revision, save: state, isReadOnly } = store.getState();
        if (isDirty() && !isReadOnly && state.status !== "conflict") {
          backend.saveOnLeave({ revision, graph: history.graph });
        }
      };
      const back = () => void save();
      addEventListener("pagehide", leave);
      addEventListener("online", back);
      return () => {
        clearTimeout(timer);
        stopWatching();
        // The page goes on when a person follows a link inside Patchbay, so an ordinary save still arrives.
        void save();
        draftStore?.close();
        removeEventListener("pagehide", leave);
        removeEventListener("online", back);
      };
    },
    async flush() {
      await save();
      // What others had saved was merged first; now it is on top of theirs.
      for (let attempts = 0; isDirty() && store.getState().save.status === "unsaved" && attempts < 3; attempts++)
        await save();
      return !isDirty();
    },
    hear(revision) {
      newest = Math.max(newest, revision);
      void catchUp();
    },
    resolve(choices) {
      const { save: state } = store.getState();
      if (state.status !== "conflict") return;
      mergeChosen(store, state, choices);
      settle();
    },
  };
}

/**
 * Brings back what earlier visits could not save, as one undo step; what clashes with the server's is asked about. True
 * when there was anything.
 */
async function recover(store: EditorStore, draftStore: DraftStore): Promise<boolean> {
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
