"use client";
import { patchGroup } from "../../../lib/edit/notes.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuChoice } from "../../ui/overlay/menu.tsx";
import { groupColors } from "./group-color.ts";

export function ColorMenu({ groupId }: { groupId: string }) {
  const { edit } = useEditorStore().getState();
  const color = useEditor((state) => drawnGraphOf(state).layout.groups[groupId]?.color ?? "grey");
  return (
    <Menu
      trigger={
        <IconButton label="Colour of the group" size="sm" hint={false}>
          <span aria-hidden className="pb-group-swatch" />
        </IconButton>
      }
    >
      <MenuChoice
        value={color}
        options={groupColors}
        onChange={(next) => edit("Colour group", (graph) => patchGroup(graph, groupId, { color: next }))}
      />
    </Menu>
  );
}
