"use client";
import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo } from "react";
import { noteAt, patchNote } from "../../../lib/edit/notes.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit, drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";
import type { NoteNode } from "../flow-nodes.ts";

/** A sheet of markdown behind the nodes. A new one is open for writing; later a double-click opens it, leaving it keeps it. */
export const NoteSheet = memo(function NoteSheet({ data: { noteId }, selected }: NodeProps<NoteNode>) {
  const store = useEditorStore();
  const text = useEditor((state) => noteAt(drawnGraphOf(state), noteId)?.text ?? "");
  const mark = useEditor((state) => markOf(state, "notes", noteId));
  const editable = useEditor(canEdit);
  const isOpen = useEditor((state) => state.writing === noteId) && editable;
  const { begin, edit, end } = store.getState();
  return (
    <>
      <NodeResizer
        isVisible={selected && editable}
        minWidth={120}
        minHeight={60}
        lineClassName="pb-resize-line"
        handleClassName="pb-resize-handle"
        onResizeStart={() => begin("Resize note")}
        onResize={(_event, { x, y, width, height }) =>
          edit("Resize note", (graph) => patchNote(graph, noteId, { x, y, width, height }))
        }
        onResizeEnd={end}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter on the selected note does the same. */}
      <div
        className="pb-note"
        data-diff={mark}
        data-selected={selected || undefined}
        onDoubleClick={(event) => {
          event.stopPropagation();
          if (editable) store.getState().set({ writing: noteId });
        }}
      >
        {isOpen ? (
          <NoteText noteId={noteId} text={text} onClose={() => close(store, noteId)} />
        ) : (
          <LazyMarkdown text={text || "*Empty note. Double-click to edit.*"} className="pb-note-text" />
        )}
      </div>
    </>
  );
});

/** Another note may have been opened since. */
function close(store: EditorStore, noteId: string): void {
  if (store.getState().writing === noteId) store.getState().set({ writing: undefined });
}

function NoteText({ noteId, text, onClose }: { noteId: string; text: string; onClose: () => void }) {
  const store = useEditorStore();
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here.
      autoFocus
      className="nodrag nopan nowheel h-full w-full resize-none bg-transparent font-mono text-xs outline-none"
      aria-label="Note, in Markdown"
      defaultValue={text}
      onBlur={onClose}
      onChange={({ currentTarget: { value } }) =>
        store.getState().edit("Edit note", (graph) => patchNote(graph, noteId, { text: value }), `note:${noteId}`)
      }
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
      }}
    />
  );
}
