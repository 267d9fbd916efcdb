"use client";
import { Command as Cmdk } from "cmdk";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { Destinations, PaletteGroup, paletteItemClass } from "../../navigation/destinations.tsx";
import { PaletteFrame } from "../../navigation/palette-frame.tsx";
import { foundBy } from "../../navigation/score-match.ts";
import { categoryColor } from "../../ui/text/category-color.ts";
import { iconOf } from "../../ui/text/icons.ts";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { goTo } from "../actions/go-to.ts";
import { type Command, isAllowed, sections } from "../commands/command.ts";
import { CommandIcon, hasIcon } from "../commands/command-icon.tsx";
import { commands } from "../commands/commands.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** Ctrl+K: everything one can do now, with its keys, every node to go to, and every other page. */
export function CommandPalette() {
  const { store } = useEditorParts();
  const isOpen = useEditor((state) => state.dialog === "commands");
  const close = () => store.getState().set({ dialog: undefined });
  return (
    <PaletteFrame
      open={isOpen}
      onClose={close}
      title="All commands"
      placeholder="What do you want to do?"
      // The command decides where the keyboard goes on: a rename box, a setting, the canvas.
      onCloseAutoFocus={(event) => event.preventDefault()}
    >
      {(query) => <Palette query={query} onDone={close} />}
    </PaletteFrame>
  );
}

function Palette({ query, onDone }: { query: string; onDone: () => void }) {
  const parts = useEditorParts();
  const { store } = parts;
  const router = useRouter();
  const allowed = useMemo(
    () => commands.filter((command) => command.id !== "palette" && isAllowed(command, store.getState(), parts)),
    [store, parts],
  );
  const choose = (run: () => void) => {
    onDone();
    // After the dialog has gone, so that whatever opens now keeps the focus.
    requestAnimationFrame(run);
  };
  return (
    <>
      {sections.map((section) => (
        <PaletteGroup key={section} heading={section}>
          {allowed
            .filter((command) => command.section === section)
            .map((command) => (
              <CommandItem
                key={command.id}
                command={command}
                onChoose={() => choose(() => command.run(store, parts))}
              />
            ))}
        </PaletteGroup>
      ))}
      {query.trim() === "" ? null : (
        <>
          <Nodes query={query} onChoose={(nodeId) => choose(() => goTo(store, { nodeId }))} />
          {parts.edit ? <Destinations query={query} onGo={(href) => choose(() => router.push(href))} /> : null}
        </>
      )}
    </>
  );
}

function CommandItem({ command, onChoose }: { command: Command; onChoose: () => void }) {
  const { id, title, keywords = "", keys } = command;
  return (
    <Cmdk.Item value={id} keywords={[title, keywords]} onSelect={onChoose} className={paletteItemClass}>
      {hasIcon(id) ? <CommandIcon id={id} /> : <span className="w-4" />}
      <span className="flex-1 truncate">{title}</span>
      {keys[0] ? <KeyCaps keys={keys[0]} /> : null}
    </Cmdk.Item>
  );
}

/** A pipeline may hold thousands: the list draws those that the words fit, and no more than a screen of them. */
function Nodes({ query, onChoose }: { query: string; onChoose: (nodeId: string) => void }) {
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const found = Object.entries(graph.nodes)
    .map(([id, node]) => ({
      id,
      manifest: catalogue.get(node.type),
      title: titleOf(graph, catalogue, id),
    }))
    .filter(({ title }) => title.toLowerCase().includes(query.trim().toLowerCase()))
    .slice(0, 30);
  return (
    <PaletteGroup heading="Nodes">
      {found.map(({ id, manifest, title }) => {
        const Icon = iconOf(manifest?.icon);
        return (
          <Cmdk.Item
            key={id}
            value={foundBy("name", `node:${id}`)}
            onSelect={() => onChoose(id)}
            className={paletteItemClass}
          >
            <Icon aria-hidden style={{ color: categoryColor(manifest?.category) }} />
            <span className="flex-1 truncate">{title}</span>
          </Cmdk.Item>
        );
      })}
    </PaletteGroup>
  );
}
