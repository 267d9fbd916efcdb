/**
 * The states of a draft (`SaveState`), and what follows each event:
 *
 *              changed    sent       current            outdated   offline   refused   clashed
 *   saved      unsaved    saving     saved or unsaved   unsaved    offline   refused   conflict
 *   unsaved    unsaved    saving     saved or unsaved   unsaved    offline   refused   conflict
 *   saving     saving     saving     saved or unsaved   unsaved    offline   refused   conflict
 *   offline    offline    saving     saved or unsaved   unsaved    offline   refused   conflict
 *   refused    unsaved    saving     saved or unsaved   unsaved    offline   refused   conflict
 *   conflict   conflict   conflict   saved or unsaved   unsaved    offline   refused   conflict
 *
 * So a change is announced when nothing else is: while a save is on its way, while it waits for the connection and while a
 * person is asked, the draft stays what it is. And a conflict is never sent: it ends with a choice.
 */
import type { SaveState } from "../store/save-slice.ts";
import type { Theirs } from "./merge-in.ts";

/**
 * `current`: the draft is based on the server's newest revision, because the server took it, or after a merge or a choice.
 * `outdated`: the server did not take it, because it has a newer revision. `offline`, `refused`: it did not arrive, or the
 * server said no. `clashed`: a newer revision came in that contradicts it.
 */
export type SaveEvent =
  | { type: "changed" | "sent" | "outdated" | "offline" }
  | { type: "current"; isDirty: boolean }
  | { type: "refused"; reason: string }
  | ({ type: "clashed" } & Theirs);

export function nextSave(save: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case "changed":
      return save.status === "saved" || save.status === "refused" ? { status: "unsaved" } : save;
    case "sent":
      return save.status === "conflict" ? save : { status: "saving" };
    case "current":
      return { status: event.isDirty ? "unsaved" : "saved" };
    case "outdated":
      return { status: "unsaved" };
    case "offline":
      return { status: "offline" };
    case "refused":
      return { status: "refused", reason: event.reason };
    case "clashed": {
      const { base, theirs, revision } = event;
      return { status: "conflict", base, theirs, revision };
    }
  }
}

/** Milliseconds between a change and its save. */
export const saveAfter = 600;

/** Whether a change is saved by itself a moment later: an offline draft is retried anyway, and a conflict waits for a person. */
export function savesOnChange({ status }: SaveState): boolean {
  return status !== "conflict" && status !== "offline";
}
