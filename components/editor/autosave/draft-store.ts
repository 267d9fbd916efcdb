/**
 * Unsaved drafts in this browser's storage, so that a closed tab or a crash loses no edit. Each open page has an entry of
 * its own; one whose page is gone is brought back by the next page that opens the pipeline.
 */
import { randomId } from "../store/random-id.ts";
import type { StoredDraft } from "./stored-draft.ts";

export type DraftStore = {
  /** False when storage is full or switched off; the server's copy is then the only one. */
  write(draft: StoredDraft): boolean;
  clear(): void;
  /** What pages left behind that are no longer there. `drop` forgets it. */
  orphans(): Promise<{ draft: StoredDraft; drop: () => void }[]>;
  close(): void;
};

export function openDraftStore(pipelineId: string): DraftStore {
  const prefix = `patchbay:draft:${pipelineId}`;
  const own = `${prefix}:${randomId()}`;
  const alive = holdLock(own);

  const remove = (key: string) => void attempt(() => localStorage.removeItem(key));
  return {
    write: (draft) => {
      const { base: _base, ...lean } = draft;
      const put = (value: StoredDraft) => {
        const text = JSON.stringify(value);
        attempt(() => localStorage.setItem(own, text));
        return attempt(() => localStorage.getItem(own)) === text;
      };
      return put(draft) || put(lean);
    },
    clear: () => remove(own),
    async orphans() {
      const held = await heldLocks();
      const keys = (attempt(() => Object.keys(localStorage)) ?? []).filter((key) => key.startsWith(prefix));
      const left = keys.filter((key) => key !== own && !held.has(key));
      if (left.length === 0) return [];
      // Without their schema they stay for the next visit.
      const { StoredDraft } = await import("./stored-draft.ts").catch(() => ({ StoredDraft: undefined }));
      if (!StoredDraft) return [];
      return left.flatMap((key) => {
        const draft = attempt(() => StoredDraft.safeParse(JSON.parse(localStorage.getItem(key) ?? "null")).data);
        if (!draft) remove(key);
        return draft ? [{ draft, drop: () => remove(key) }] : [];
      });
    },
    close: () => alive.abort(),
  };
}

/** The browser frees a page's locks when the page is gone, however it went. Plain http has no locks, and does without. */
function holdLock(name: string): AbortController {
  const stop = new AbortController();
  const untilStopped = () =>
    new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve(), { once: true }));
  void navigator.locks?.request(name, untilStopped).catch(() => undefined);
  return stop;
}

async function heldLocks(): Promise<Set<string>> {
  const locks = await navigator.locks?.query();
  return new Set((locks?.held ?? []).flatMap(({ name }) => name ?? []));
}

/** Storage may be full or switched off, and reading it then throws. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
