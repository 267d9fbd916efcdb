/**
 * Cut, copy and paste. The system clipboard holds plain JSON text, so nodes travel between tabs, windows and chats. The
 * keys are the browser's own events; menus and the command palette ask the browser for its clipboard.
 */
import { useEffect } from "react";
import { isEmptyClip } from "../../../lib/edit/clip/clip.ts";
import type { Clip } from "../../../lib/edit/clip/clip-schema.ts";
import { findCredentials, nameCredentials } from "../../../lib/edit/clip/credential-names.ts";
import { notLoaded } from "../../ui/lazy/not-loaded.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { useEditorStore } from "../store/context.tsx";
import { canEdit } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { copySelection, cutSelection, pasteClip } from "./graph-actions.ts";
import { isTyping } from "./is-typing.ts";

export function useClipboard(): void {
  const store = useEditorStore();
  useEffect(() => {
    const stop = new AbortController();
    const on = { signal: stop.signal };
    document.addEventListener("copy", (event) => copy(store, event), on);
    document.addEventListener(
      "cut",
      (event) => {
        if (canEdit(store.getState()) && copy(store, event)) cutSelection(store);
      },
      on,
    );
    document.addEventListener("paste", (event) => paste(store, event), on);
    return () => stop.abort();
  }, [store]);
}

/** True when the clipboard has the selection. */
export async function copyToClipboard(store: EditorStore): Promise<boolean> {
  const text = clipText(store);
  if (text === undefined) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast("This browser blocks access to the clipboard. Press Ctrl+C instead.", { tone: "danger" });
    return false;
  }
}

export async function pasteFromClipboard(store: EditorStore): Promise<void> {
  try {
    await pasteText(store, await navigator.clipboard.readText());
  } catch {
    toast("This browser blocks access to the clipboard. Press Ctrl+V instead.", { tone: "danger" });
  }
}

function copy(store: EditorStore, event: ClipboardEvent): boolean {
  // Text marked on the page (an answer, an error) is what the person wants then.
  if (isTyping(event.target) || document.getSelection()?.isCollapsed === false) return false;
  const text = clipText(store);
  if (text === undefined) return false;
  event.clipboardData?.setData("text/plain", text);
  event.preventDefault();
  return true;
}

function clipText(store: EditorStore): string | undefined {
  const clip = copySelection(store);
  if (isEmptyClip(clip)) return undefined;
  const { credentials } = store.getState().labels;
  const named = {
    ...clip,
    nodes: nameCredentials(clip.nodes, (id) => credentials.find((each) => each.id === id)?.name),
  };
  return JSON.stringify(named, null, 2);
}

function paste(store: EditorStore, event: ClipboardEvent): void {
  if (isTyping(event.target) || !canEdit(store.getState())) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() === "") return;
  event.preventDefault();
  void pasteText(store, text);
}

async function pasteText(store: EditorStore, text: string): Promise<void> {
  const module = await import("../../../lib/edit/clip/read-clip.ts").catch(() => undefined);
  if (!module) {
    toast(notLoaded, { tone: "danger" });
    return;
  }
  const clip = module.readClip(text);
  if (clip && !isEmptyClip(clip)) pasteClip(store, withCredentials(store, clip));
  else toast("The clipboard holds no nodes. Copy nodes on a canvas, then paste them here.", { tone: "danger" });
}

/** The clip with this workspace's credentials; names that it does not have are said. */
function withCredentials(store: EditorStore, clip: Clip): Clip {
  const { nodes, missing } = findCredentials(clip.nodes, store.getState().labels.credentials);
  if (missing.length > 0) {
    const names = missing.map((name) => `“${name}”`).join(", ");
    toast(`This workspace has no credential ${names}. Choose others in the settings of the pasted nodes.`, {
      tone: "danger",
    });
  }
  return { ...clip, nodes };
}
