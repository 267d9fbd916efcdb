"use client";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { sections } from "../commands/command.ts";
import { commands } from "../commands/commands.ts";
import { useEditor, useEditorStore } from "../store/context.tsx";

const mouse = [
  ["Add a node", "double-click the canvas"],
  ["Add a connected node", "drop an edge on the canvas"],
  ["Connect to the best port", "drop an edge on a node"],
  ["Insert between", "drop a node on an edge"],
  ["Move the view", "Space or middle button, drag"],
  ["Add to the selection", "Shift, click or drag"],
  ["Move an edge elsewhere", "drag its end"],
  ["See what a node depends on", "hold Shift"],
  ["All commands", "right-click"],
] as const;

/** Every key and what the mouse can do besides. */
export function ShortcutsDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "shortcuts");
  return (
    <Dialog
      wide
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) store.getState().set({ dialog: undefined });
      }}
      title="Shortcuts"
      description="On a Mac, Ctrl is ⌘."
    >
      <div className="columns-2 gap-8 max-sm:columns-1">
        {sections
          .filter((section) => section !== "Pipeline")
          .map((section) => (
            <dl key={section} className="mb-4 break-inside-avoid">
              <dt className="pb-1 font-medium text-2xs text-muted">{section}</dt>
              {commands
                .filter((command) => command.section === section && command.keys.length > 0)
                .map(({ id, title, keys }) => (
                  <dd key={id} className="flex items-center justify-between gap-4 py-0.5">
                    {title}
                    <KeyCaps keys={keys[0] ?? ""} />
                  </dd>
                ))}
            </dl>
          ))}
        <dl className="break-inside-avoid">
          <dt className="pb-1 font-medium text-2xs text-muted">Mouse</dt>
          {mouse.map(([title, how]) => (
            <dd key={title} className="flex items-center justify-between gap-4 py-0.5">
              {title}
              <span className="text-muted text-xs">{how}</span>
            </dd>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
