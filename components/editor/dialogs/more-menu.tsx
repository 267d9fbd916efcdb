"use client";
import { Ellipsis, MessagesSquare } from "lucide-react";
import Link from "next/link";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/overlay/menu.tsx";
import { useHasChat } from "../chat/use-has-chat.ts";
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
      <ChatItem />
      {items.map((command) => (
        <Item key={command.id} command={command} />
      ))}
    </Menu>
  );
}

function ChatItem() {
  const pipelineId = useEditor((state) => state.pipelineId);
  if (!useHasChat()) return null;
  return (
    <MenuItem asChild>
      <Link href={`/p/${pipelineId}/chat?version=draft`}>
        <MessagesSquare aria-hidden />
        Chat with the draft
      </Link>
    </MenuItem>
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
