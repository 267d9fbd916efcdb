/** Cut, copy and paste through the browser's own events, so the system clipboard holds plain JSON text. */
import { useEffect } from "react";
import { isEmptyClip, readClip } from "../../lib/edit/clip.ts";
import { toast } from "../ui/toast.tsx";
import { useEditorStore } from "./context.tsx";
import { canEdit } from "./document-slice.ts";
import { copySelection, pasteClip, removeSelection } from "./graph-actions.ts";
import { isTyping } from "./is-typing.ts";
import type { EditorStore } from "./store.ts";

export function useClipboard(): void {
  const store = useEditorStore();
  useEffect(() => {
    const stop = new AbortController();
    const on = { signal: stop.signal };
    document.addEventListener("copy", (event) => copy(store, event), on);
    document.addEventListener(
      "cut",
      (event) => {
        if (canEdit(store.getState()) && copy(store, event)) removeSelection(store);
      },
      on,
    );
    document.addEventListener("paste", (event) => pasteText(store, event), on);
    return () => stop.abort();
  }, [store]);
}

function copy(store: EditorStore, event: ClipboardEvent): boolean {
  // Text marked on the page (an answer, an error) is what the person wants then.
  if (isTyping(event.target) || document.getSelection()?.isCollapsed === false) return false;
  const clip = copySelection(store);
  if (isEmptyClip(clip)) return false;
  event.clipboardData?.setData("text/plain", JSON.stringify(clip, null, 2));
  event.preventDefault();
  return true;
}

function pasteText(store: EditorStore, event: ClipboardEvent): void {
  if (isTyping(event.target) || !canEdit(store.getState())) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() === "") return;
  event.preventDefault();
  const clip = readClip(text);
  if (clip && !isEmptyClip(clip)) pasteClip(store, clip);
  else toast("This text is no part of a pipeline. Copy nodes on a canvas, then paste them here.", { tone: "danger" });
}
