"use client";
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { PatchbayError } from "../../../lib/errors.ts";
import type { EditorBackend, RunBackend } from "../../api/backend.ts";
import type { Saver } from "./saver.ts";
import type { EditorState } from "./state.ts";
import type { EditorStore } from "./store.ts";

/** `edit` is there where the pipeline may be changed: on the editor page, not behind a share link. */
export type EditorParts = {
  store: EditorStore;
  runs: RunBackend;
  edit?: { backend: EditorBackend; saver: Saver } | undefined;
};

const EditorContext = createContext<EditorParts | undefined>(undefined);

export function EditorProvider({ parts, children }: { parts: EditorParts; children: ReactNode }) {
  return <EditorContext value={parts}>{children}</EditorContext>;
}

export function useEditorParts(): EditorParts {
  const parts = useContext(EditorContext);
  if (!parts) throw new PatchbayError("internal", "This part of the page needs an open pipeline.");
  return parts;
}

/** The store itself, for events: reading it does not subscribe. */
export function useEditorStore(): EditorStore {
  return useEditorParts().store;
}

/** A narrow piece of the state; the component renders again only when this piece is another one. */
export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorStore(), selector);
}

export function useEditing(): { backend: EditorBackend; saver: Saver } {
  const { edit } = useEditorParts();
  if (!edit) throw new PatchbayError("internal", "This pipeline is read-only here.");
  return edit;
}
