"use client";
import { ChevronDown } from "lucide-react";
import { CanvasPanel } from "../../canvas/canvas-panel.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/overlay/menu.tsx";
import type { Command } from "../commands/command.ts";
import { CommandIcon } from "../commands/command-icon.tsx";
import { commandsOf } from "../commands/commands.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { canEdit } from "../store/document-slice.ts";

const buttons = commandsOf(["group", "ungroup", "fold", "tidy"]);
const lines = commandsOf(["align-left", "align-centre", "align-right", "align-top", "align-middle", "align-bottom"]);
const spreads = commandsOf(["distribute-x", "distribute-y"]);
const ends = commandsOf(["duplicate", "disable", "delete"]);

/** What can be done with several things at once, above the canvas while they are selected. */
export function SelectionToolbar() {
  const parts = useEditorParts();
  const editable = useEditor(canEdit);
  const count = useEditor(({ selection }) => selection.nodes.size + selection.notes.size);
  const groups = useEditor(({ selection }) => selection.groups.size);
  if (!editable || count + groups * 2 < 2) return null;
  return (
    <CanvasPanel position="top-center" className="m-3">
      <div
        role="toolbar"
        aria-label="Selection"
        className="flex animate-rise items-center gap-0.5 rounded-lg border bg-raised p-0.5 shadow-float"
      >
        {count > 0 ? (
          <span className="whitespace-nowrap px-2 text-muted text-xs tabular-nums">
            {count === 1 ? "1 selected" : `${count} selected`}
          </span>
        ) : null}
        {buttons.map((command) => (
          <ToolButton key={command.id} command={command} />
        ))}
        {count > 1 ? (
          <Menu
            align="center"
            trigger={
              <button type="button" className="flex h-8 items-center gap-1 rounded-md px-2 text-muted hover:bg-hover">
                Align <ChevronDown aria-hidden className="size-3.5" />
              </button>
            }
          >
            {[...lines, ...spreads].map((command) => (
              <AlignItem key={command.id} command={command} onRun={() => command.run(parts.store, parts)} />
            ))}
          </Menu>
        ) : null}
        {ends.map((command) => (
          <ToolButton key={command.id} command={command} />
        ))}
      </div>
    </CanvasPanel>
  );
}

function ToolButton({ command: { id, title, keys, isOn, run } }: { command: Command }) {
  const parts = useEditorParts();
  const isPossible = useEditor((state) => isOn?.(state) ?? true);
  if (!isPossible) return null;
  return (
    <IconButton label={title} {...(keys[0] ? { keys: keys[0] } : {})} onClick={() => run(parts.store, parts)}>
      <CommandIcon id={id} />
    </IconButton>
  );
}

function AlignItem({ command: { id, title, keys, isOn }, onRun }: { command: Command; onRun: () => void }) {
  const isPossible = useEditor((state) => isOn?.(state) ?? true);
  return (
    <MenuItem
      icon={<CommandIcon id={id} />}
      disabled={!isPossible}
      {...(keys[0] ? { keys: keys[0] } : {})}
      onSelect={onRun}
    >
      {title}
    </MenuItem>
  );
}
