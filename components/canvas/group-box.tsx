"use client";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { patchGroup } from "../../lib/edit/notes.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { canEdit, graphOf } from "../editor/document-slice.ts";
import type { GroupNode } from "./flow-nodes.ts";

/** A titled frame around some nodes. Dragging it moves them together. */
export const GroupBox = memo(function GroupBox({ data: { groupId }, selected }: NodeProps<GroupNode>) {
  const store = useEditorStore();
  const title = useEditor((state) => graphOf(state).layout.groups[groupId]?.title ?? "");
  const editable = useEditor(canEdit);
  return (
    <div className="pb-group" data-selected={selected || undefined}>
      <input
        className="pb-group-title nodrag"
        aria-label="Group title"
        placeholder="Group"
        value={title}
        readOnly={!editable}
        maxLength={120}
        onKeyDown={(event) => event.stopPropagation()}
        onChange={({ currentTarget: { value } }) =>
          store
            .getState()
            .edit("Rename group", (graph) => patchGroup(graph, groupId, { title: value }), `group:${groupId}`)
        }
      />
    </div>
  );
});
