"use client";
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { PatchbayError } from "../../lib/errors.ts";
import type { EditorBackend } from "./backend.ts";
import type { EditorState } from "./state.ts";
import type { EditorStore } from "./store.ts";

type Editor = { store: EditorStore; backend: EditorBackend };

const EditorContext = createContext<Editor | undefined>(undefined);

export function EditorProvider({ store, backend, children }: Editor & { children: ReactNode }) {
  return <EditorContext value={{ store, backend }}>{children}</EditorContext>;
}

/** The store itself, for events: reading it does not subscribe. */
export function useEditorStore(): EditorStore {
  return useEditorParts().store;
}

export function useBackend(): EditorBackend {
  return useEditorParts().backend;
}

/** A narrow piece of the state; the component renders again only when this piece is another one. */
export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorStore(), selector);
}

function useEditorParts(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new PatchbayError("internal", "This part of the page needs an open pipeline.");
  return editor;
}
