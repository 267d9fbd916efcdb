"use client";
import { rename } from "../../../lib/edit/edit.ts";
import { useEditorStore } from "../../editor/store/context.tsx";

/** The title as an input: Enter and leaving keep the name, Esc does not. */
export function RenameBox({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const close = (name: string | undefined) => {
    const { renaming, edit, set } = store.getState();
    // Enter closes the box, and its removal fires blur: only the first of the two counts.
    if (renaming !== id) return;
    set({ renaming: undefined });
    if (name !== undefined && name !== title) edit("Rename", (graph) => rename(graph, id, name));
  };
  return (
    <input
      className="nodrag nopan w-full rounded-sm border border-focus bg-canvas px-1 font-semibold text-sm outline-none"
      aria-label="Title"
      defaultValue={title}
      maxLength={120}
      ref={(box) => box?.select()}
      onBlur={(event) => close(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") close(event.currentTarget.value);
        if (event.key === "Escape") close(undefined);
      }}
    />
  );
}
