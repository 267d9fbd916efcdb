"use client";
import { Ban, Copy, Group, Trash2 } from "lucide-react";
import { toggleDisabled } from "../../lib/edit.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { canEdit } from "../editor/document-slice.ts";
import { duplicateSelection, groupSelection, removeSelection } from "../editor/graph-actions.ts";
import { Button } from "../ui/button.tsx";

/** What can be done with several things at once. */
export function SelectionPanel() {
  const store = useEditorStore();
  const count = useEditor(({ selection }) => selection.nodes.size);
  const editable = useEditor(canEdit);
  if (!editable) return null;
  const disable = () => {
    const { selection, edit } = store.getState();
    edit("Disable", (graph) => toggleDisabled(graph, [...selection.nodes]));
  };
  return (
    <aside
      aria-label="Selection"
      data-region="inspector"
      className="flex w-90 shrink-0 flex-col gap-3 border-l bg-panel p-4"
    >
      <h2 className="font-semibold">{count} nodes selected</h2>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => duplicateSelection(store)}>
          <Copy aria-hidden className="size-3.5" /> Duplicate
        </Button>
        <Button size="sm" onClick={() => groupSelection(store)}>
          <Group aria-hidden className="size-3.5" /> Group
        </Button>
        <Button size="sm" onClick={disable}>
          <Ban aria-hidden className="size-3.5" /> Disable or enable
        </Button>
        <Button size="sm" onClick={() => removeSelection(store)}>
          <Trash2 aria-hidden className="size-3.5" /> Delete
        </Button>
      </div>
    </aside>
  );
}
