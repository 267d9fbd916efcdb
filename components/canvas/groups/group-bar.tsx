"use client";
import { FoldVertical, UnfoldVertical, Ungroup } from "lucide-react";
import { patchGroup, removeGroups } from "../../../lib/edit/notes.ts";
import { foldGroups } from "../../editor/actions/arrange-actions.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit, drawnGraphOf } from "../../editor/store/document-slice.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";

const ColorMenu = lazyPart(async () => (await import("./color-menu.tsx")).ColorMenu, { canWait: true });

/** A group's title and what can be done with it. */
export function GroupBar({ groupId, isCollapsed }: { groupId: string; isCollapsed: boolean }) {
  const store = useEditorStore();
  const title = useEditor((state) => drawnGraphOf(state).layout.groups[groupId]?.title ?? "");
  const editable = useEditor(canEdit);
  const { edit } = store.getState();
  return (
    <div className="pb-group-bar">
      <input
        className="pb-group-title nodrag"
        aria-label="Group title"
        placeholder="Group"
        value={title}
        readOnly={!editable}
        maxLength={120}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        }}
        onChange={({ currentTarget: { value } }) =>
          edit("Rename group", (graph) => patchGroup(graph, groupId, { title: value }), `group:${groupId}`)
        }
      />
      {editable ? (
        <span className="pb-group-tools nodrag">
          <ColorMenu groupId={groupId} />
          {isCollapsed ? null : (
            <IconButton
              label="Ungroup"
              size="sm"
              onClick={() => edit("Ungroup", (graph) => removeGroups(graph, [groupId]))}
            >
              <Ungroup aria-hidden />
            </IconButton>
          )}
          <IconButton
            label={isCollapsed ? "Expand the group" : "Collapse the group"}
            size="sm"
            aria-expanded={!isCollapsed}
            onClick={() => foldGroups(store, [groupId], !isCollapsed)}
          >
            {isCollapsed ? <UnfoldVertical aria-hidden /> : <FoldVertical aria-hidden />}
          </IconButton>
        </span>
      ) : null}
    </div>
  );
}
