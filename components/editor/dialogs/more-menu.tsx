"use client";
import { Ellipsis } from "lucide-react";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/overlay/menu.tsx";
import { isAllowed } from "../commands/command.ts";
import { CommandIcon } from "../commands/command-icon.tsx";
import { commandsOf } from "../commands/commands.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";

const items = commandsOf(["share", "publish", "versions", "export", "palette"]);

/** What the bar has no space for on a narrow screen. */
export function MoreMenu() {
  return (
    <Menu
      trigger={
        <IconButton label="More" hint={false} className="md:hidden">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {items.map((command) => (
        <Item key={command.id} command={command} />
      ))}
    </Menu>
  );
}

function Item({ command }: { command: (typeof items)[number] }) {
  const parts = useEditorParts();
  const isPossible = useEditor((state) => isAllowed(command, state, parts));
  const { id, title, run } = command;
  return isPossible ? (
    <MenuItem icon={<CommandIcon id={id} />} onSelect={() => run(parts.store, parts)}>
      {title}
    </MenuItem>
  ) : null;
}
