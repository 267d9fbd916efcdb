/**
 * Saves the draft a moment after each change, with the revision it is based on, and takes in what others have saved.
 * Every change is in the draft store first; a lost connection is tried again by itself; changes that do not touch each other
 * merge by themselves, and where they do a person chooses.
 */
import type { EditorBackend } from "../../api/backend.ts";
import type { Saver } from "../store/saver.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";
import { makeDraftKeeper } from "./draft-keeper.ts";
import { makeExchange } from "./exchange.ts";
import { makeIncoming } from "./incoming.ts";
import { mergeChosen } from "./merge-in.ts";
import { recoverDrafts } from "./recover-drafts.ts";
import { saveAfter, savesOnChange } from "./save-states.ts";
import { makeSender } from "./send-draft.ts";

type Say = (text: string) => void;

/** The states of the draft, and what moves it from one to another, are in `save-states.ts`. */
export function createSaver(store: EditorStore, backend: EditorBackend, say: Say = () => undefined): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), ms);
  };
  const draft = makeDraftKeeper(store);
  const exchange = makeExchange();
  const incoming = makeIncoming({ store, backend, say, draft, exchange, later });
  const send = makeSender({ store, backend, draft, later, takeIn: incoming.takeIn });

  async function save(): Promise<void> {
    clearTimeout(timer);
    while (exchange.current()) await exchange.current();
    // A gesture in progress is saved when it ends.
    if (canSend(store.getState()) && !store.getState().history.gesture) {
      await exchange.run(send);
      if (store.getState().save.status === "unsaved") later(saveAfter);
    }
    void incoming.catchUp();
  }
  const canSend = ({ isReadOnly, save: { status } }: EditorState) =>
    draft.isDirty() && !isReadOnly && status !== "conflict";
  const onChange = (now: EditorState, before: EditorState) => {
    const isChanged = now.history.graph !== before.history.graph || now.history.gesture !== before.history.gesture;
    if (!isChanged || now.history.gesture) return;
    if (incoming.isBehind()) later(0);
    if (!draft.isDirty()) {
      // An undo led back to what the server has, before that was sent.
      if (now.save.status !== "unsaved") return;
      draft.on({ type: "current", isDirty: false });
      draft.clear();
      return;
    }
    draft.keep();
    if (savesOnChange(now.save)) later(saveAfter);
  };

  return {
    start() {
      void recoverDrafts(store, draft.open()).then((isMore) => (isMore ? later(0) : undefined));
      const stopWatching = store.subscribe(onChange);
      const leave = () => {
        const { history, revision } = store.getState();
        if (canSend(store.getState())) backend.saveOnLeave({ revision, graph: history.graph });
      };
      const back = () => void save();
      addEventListener("pagehide", leave);
      addEventListener("online", back);
      return () => {
        clearTimeout(timer);
        stopWatching();
        // The page goes on when a person follows a link inside Patchbay, so an ordinary save still arrives.
        void save();
        draft.close();
        removeEventListener("pagehide", leave);
        removeEventListener("online", back);
      };
    },
    async flush() {
      await save();
      // What others had saved was merged first; now it is on top of theirs.
      for (let attempts = 0; draft.isDirty() && store.getState().save.status === "unsaved" && attempts < 3; attempts++)
        await save();
      return !draft.isDirty();
    },
    hear(revision) {
      incoming.noteRevision(revision);
      void incoming.catchUp();
    },
    resolve(choices) {
      const { save: state } = store.getState();
      if (state.status !== "conflict") return;
      mergeChosen(store, state, choices);
      incoming.settle();
    },
  };
}
