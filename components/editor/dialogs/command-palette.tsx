"use client";
import { Command as Cmdk } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useMemo, useState } from "react";
import { titleOf } from "../../../lib/edit/number-titles.ts";
import { categoryColor } from "../../ui/text/category-color.ts";
import { iconOf } from "../../ui/text/icons.ts";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { goTo } from "../actions/go-to.ts";
import { type Command, isAllowed, sections } from "../commands/command.ts";
import { commands } from "../commands/commands.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** Ctrl+K: everything one can do now, with its keys, and every node to go to. */
export function CommandPalette() {
  const { store } = useEditorParts();
  const isOpen = useEditor((state) => state.dialog === "commands");
  const close = () => store.getState().set({ dialog: undefined });
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => (open ? undefined : close())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl animate-rise overflow-hidden rounded-xl border border-line bg-raised text-sm shadow-float outline-none"
          // The command decides where the keyboard goes on: a rename box, a setting, the canvas.
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Radix.Title className="sr-only">All commands</Radix.Title>
          <Palette onDone={close} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Palette({ onDone }: { onDone: () => void }) {
  const parts = useEditorParts();
  const { store } = parts;
  const [query, setQuery] = useState("");
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
    <Cmdk label="Commands" loop className="flex max-h-[60vh] flex-col">
      <Cmdk.Input
        value={query}
        onValueChange={setQuery}
        placeholder="What do you want to do?"
        className="h-12 shrink-0 border-b bg-transparent px-4 text-md outline-none"
      />
      <Cmdk.List className="min-h-0 overflow-y-auto p-1.5">
        <Cmdk.Empty className="px-3 py-8 text-center text-muted">No matches for “{query}”.</Cmdk.Empty>
        {sections.map((section) => (
          <Section key={section} heading={section}>
            {allowed
              .filter((command) => command.section === section)
              .map((command) => (
                <CommandItem
                  key={command.id}
                  command={command}
                  onChoose={() => choose(() => command.run(store, parts))}
                />
              ))}
          </Section>
        ))}
        {query.trim() === "" ? null : (
          <Nodes query={query} onChoose={(nodeId) => choose(() => goTo(store, { nodeId }))} />
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Cmdk.Group>
  );
}

const itemClass =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted";

function CommandItem({ command, onChoose }: { command: Command; onChoose: () => void }) {
  const { id, title, keywords = "", icon: Icon, keys } = command;
  return (
    <Cmdk.Item value={id} keywords={[title, keywords]} onSelect={onChoose} className={itemClass}>
      {Icon ? <Icon aria-hidden /> : <span className="w-4" />}
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
      title: titleOf(catalogue, node),
    }))
    .filter(({ title }) => title.toLowerCase().includes(query.trim().toLowerCase()))
    .slice(0, 30);
  return (
    <Section heading="Go to">
      {found.map(({ id, manifest, title }) => {
        const Icon = iconOf(manifest?.icon);
        return (
          <Cmdk.Item
            key={id}
            value={`node:${id}`}
            keywords={[title]}
            onSelect={() => onChoose(id)}
            className={itemClass}
          >
            <Icon aria-hidden style={{ color: categoryColor(manifest?.category) }} />
            <span className="flex-1 truncate">{title}</span>
          </Cmdk.Item>
        );
      })}
    </Section>
  );
}
