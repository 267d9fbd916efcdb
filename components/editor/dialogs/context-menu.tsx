"use client";
import { DropdownMenu as Radix } from "radix-ui";
import { MenuItem, MenuSeparator, menuBoxClass } from "../../ui/overlay/menu.tsx";
import { type Command, isAllowed } from "../commands/command.ts";
import { CommandIcon } from "../commands/command-icon.tsx";
import { commandsOf } from "../commands/commands.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";

const menus = {
  node: [
    ["settings", "rename", "replace", "pin", "disable", "run-node", "run-from"],
    ["toggle-body", "enter-body", "open-body"],
    ["cut", "copy", "duplicate", "select-up", "select-down"],
    ["group", "ungroup", "leave-group", "fold", "tidy"],
    ["delete"],
  ],
  edge: [["delete"]],
  canvas: [
    ["add", "add-note", "paste"],
    ["select-all", "find", "tidy", "fit"],
    ["undo", "redo", "history"],
    ["palette", "shortcuts"],
  ],
} as const;

/** The right mouse button: what can be done with what lies under it, with the keys that do the same. */
export function ContextMenu() {
  const { store } = useEditorParts();
  const menu = useEditor((state) => state.menu);
  if (!menu) return null;
  return (
    <Radix.Root open modal={false} onOpenChange={() => store.getState().set({ menu: undefined })}>
      <Radix.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: menu.screen.x, top: menu.screen.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          // Beside the pointer: along this side a long menu moves up as far as the window needs.
          side="right"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          className={menuBoxClass}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Items groups={menus[menu.on]} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Items({ groups }: { groups: readonly (readonly string[])[] }) {
  const parts = useEditorParts();
  const state = parts.store.getState();
  const shown = groups
    .map((ids) => commandsOf(ids).filter((command) => isAllowed(command, state, parts)))
    .filter((list) => list.length > 0);
  return shown.map((list, index) => (
    <div key={list[0]?.id}>
      {index > 0 ? <MenuSeparator /> : null}
      {list.map((command) => (
        <Item key={command.id} command={command} />
      ))}
    </div>
  ));
}

function Item({ command: { title, keys, id, run } }: { command: Command }) {
  const parts = useEditorParts();
  return (
    <MenuItem
      icon={<CommandIcon id={id} />}
      danger={id === "delete"}
      {...(keys[0] ? { keys: keys[0] } : {})}
      // After the menu has gone, so that whatever opens now keeps the focus.
      onSelect={() => requestAnimationFrame(() => run(parts.store, parts))}
    >
      {title}
    </MenuItem>
  );
}
