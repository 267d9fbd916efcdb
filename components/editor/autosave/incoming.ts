import { formatChanges } from "../../../lib/diff/format-changes.ts";
import { emptyGraph } from "../../../lib/graph/graph-read.ts";
import { BackendProblem, type Draft, type EditorBackend } from "../../api/backend.ts";
import type { EditorStore } from "../store/store.ts";
import type { DraftKeeper } from "./draft-keeper.ts";
import type { Exchange } from "./exchange.ts";
import { adoptTheirs, mergeIn, type Theirs } from "./merge-in.ts";
import { saveAfter } from "./save-states.ts";

export type IncomingDeps = {
  store: EditorStore;
  backend: EditorBackend;
  say: (text: string) => void;
  draft: DraftKeeper;
  exchange: Exchange;
  /** Saves in so many milliseconds. */
  later(ms: number): void;
};

export type Incoming = {
  /** Someone has saved this revision. */
  noteRevision(revision: number): void;
  /** A newer revision than this page has seen is known of. */
  isBehind(): boolean;
  /** Reads what others have saved, when there is something newer and no gesture is in progress. */
  catchUp(): Promise<void>;
  takeIn(draft: Draft): void;
  /** What follows when the draft stands on the server's newest revision again. */
  settle(): void;
};

/** What others have saved, on its way into the draft. */
export function makeIncoming({ store, backend, say, draft, exchange, later }: IncomingDeps): Incoming {
  let newest = 0;
  const seen = () => {
    const { revision, save } = store.getState();
    return save.status === "conflict" ? save.revision : revision;
  };
  const isBehind = () => newest > seen();

  async function catchUp(): Promise<void> {
    if (exchange.current() || !isBehind() || store.getState().history.gesture) return;
    let isRead = false;
    await exchange.run(async () => {
      try {
        takeIn(await backend.readDraft());
        isRead = true;
      } catch (thrown) {
        // Without a connection the next notification, which comes with the next connection, leads here again.
        if (!(thrown instanceof BackendProblem)) throw thrown;
      }
    });
    // Another save may have been announced while this one was read.
    const mustRead = isRead && isBehind();
    if (mustRead || (draft.isDirty() && store.getState().save.status === "unsaved")) later(mustRead ? saveAfter : 0);
  }

  function takeIn({ revision, graph }: Draft): void {
    const { save, savedGraph, catalogue, setSave } = store.getState();
    if (revision <= seen()) return;
    newest = Math.max(newest, revision);
    const base = save.status === "conflict" ? save.base : (savedGraph ?? emptyGraph);
    const wasDirty = draft.isDirty();
    const arrived: Theirs = { base, theirs: adoptTheirs(base, graph, catalogue), revision };
    if (mergeIn(store, arrived).length > 0) {
      draft.on({ type: "clashed", ...arrived });
      return;
    }
    settle();
    setSave({ arrivedAt: Date.now() });
    if (wasDirty && draft.isDirty())
      say(`Merged with changes saved elsewhere: ${formatChanges(base, arrived.theirs)}.`);
  }

  function settle(): void {
    draft.on({ type: "current", isDirty: draft.isDirty() });
    if (draft.isDirty()) {
      draft.keep();
      later(saveAfter);
    } else draft.clear();
  }

  const noteRevision = (revision: number) => {
    newest = Math.max(newest, revision);
  };
  return { noteRevision, isBehind, catchUp, takeIn, settle };
}
