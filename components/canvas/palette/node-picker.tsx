"use client";
import { Command } from "cmdk";
import { useEffect, useMemo, useRef, useState } from "react";
import { portAt } from "../../../lib/edit/edges.ts";
import type { Category, Manifest } from "../../../lib/node-types/manifest.ts";
import { type PortKind, portKinds } from "../../../lib/ports/port-kinds.ts";
import { addFromPalette, addFromPicker, addNoteAt } from "../../editor/actions/graph-actions.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import type { Picker } from "../../editor/store/ui-slice.ts";
import { CategoryIcon } from "../../ui/text/category-icon.tsx";
import { inSentence } from "../../ui/text/format.ts";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { noteType } from "../pointer/use-pointer.ts";
import { findNodeTypes, fitOf } from "./node-match.ts";
import { ownTypes, starredTypes } from "./starred.ts";

const size = { width: 320, height: 380 } as const;

export function NodePicker() {
  const picker = useEditor((state) => state.picker);
  return picker ? <OpenPicker key={`${picker.screen.x},${picker.screen.y}`} picker={picker} /> : null;
}

/** A searchable list of node types at the pointer; while an edge is drawn, only those it fits. Enter adds, Esc leaves. */
function OpenPicker({ picker }: { picker: Picker }) {
  const store = useEditorStore();
  const box = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const catalogue = useEditor((state) => state.catalogue);
  const edgeKind = useEditor((state) =>
    picker.edgeEnd ? portAt(graphOf(state), catalogue, picker.edgeEnd)?.kind : undefined,
  );
  const groups = useMemo(() => {
    const edgeEnd = picker.edgeEnd && edgeKind ? { side: picker.edgeEnd.side, kind: edgeKind } : undefined;
    return findGroups(
      [...catalogue.values()],
      query,
      edgeEnd ? (manifest) => fitOf(manifest, edgeEnd) !== undefined : undefined,
    );
  }, [catalogue, query, picker.edgeEnd, edgeKind]);
  const close = () => {
    store.getState().set({ picker: undefined });
    document.querySelector<HTMLElement>(".pb-canvas")?.focus();
  };
  useEffect(() => {
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Element && !box.current?.contains(event.target)) close();
    };
    document.addEventListener("pointerdown", leave, true);
    return () => document.removeEventListener("pointerdown", leave, true);
  });
  const choose = (type: string) => {
    close();
    if (type === noteType) addNoteAt(store, picker.canvas);
    else if (picker.isByKey && picker.replaces === undefined) addFromPalette(store, type);
    else addFromPicker(store, type, picker);
  };
  return (
    <div ref={box} className="fixed z-50" style={{ ...positionOf(picker), width: size.width }}>
      <Command
        label="Add a node"
        shouldFilter={false}
        loop
        className="flex max-h-[380px] animate-rise flex-col overflow-hidden rounded-xl border bg-raised shadow-float"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") close();
        }}
      >
        <div className="flex items-center gap-2 border-b px-3">
          {edgeKind ? <KindMark kind={edgeKind} /> : null}
          <Command.Input
            autoFocus
            value={query}
            onValueChange={setQuery}
            placeholder={placeholderOf(picker, edgeKind)}
            className="h-10 flex-1 bg-transparent text-sm outline-none"
          />
        </div>
        <Command.List className="min-h-0 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-muted">No node type matches “{query}”.</Command.Empty>
          {groups.map((group) => (
            <PickerGroup key={group.title ?? ""} {...group} onChoose={choose} />
          ))}
          {picker.edgeEnd || picker.edgeId || picker.replaces || !"note".startsWith(query.toLowerCase()) ? null : (
            <PickerItem manifest={noteManifest} onChoose={choose} />
          )}
        </Command.List>
      </Command>
    </div>
  );
}

function placeholderOf({ replaces }: Picker, edgeKind: PortKind | undefined): string {
  if (replaces !== undefined) return "Replace with…";
  return edgeKind ? `Add a node that accepts ${inSentence(portKinds[edgeKind].title)}…` : "Add a node…";
}

type Listed = Pick<Manifest, "type" | "title" | "summary" | "icon"> & { category?: Category };
const noteManifest: Listed = {
  type: noteType,
  title: "Note",
  summary: "Text on the canvas, behind the nodes.",
  icon: "sticky-note",
};

function PickerGroup({ title, manifests, onChoose }: Group & { onChoose: (type: string) => void }) {
  const items = manifests.map((manifest) => <PickerItem key={manifest.type} manifest={manifest} onChoose={onChoose} />);
  if (title === undefined || items.length === 0) return items;
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted"
    >
      {items}
    </Command.Group>
  );
}

function PickerItem({ manifest, onChoose }: { manifest: Listed; onChoose: (type: string) => void }) {
  return (
    <Command.Item
      value={manifest.type}
      onSelect={() => onChoose(manifest.type)}
      className="flex cursor-default items-start gap-2.5 rounded-md px-2 py-1.5 data-[selected=true]:bg-hover"
    >
      <CategoryIcon icon={manifest.icon} category={manifest.category} className="mt-0.5 size-6 [&>svg]:size-3.5" />
      <span className="flex min-w-0 flex-col">
        <span className="font-medium leading-5">{manifest.title}</span>
        <span className="line-clamp-2 text-2xs text-muted leading-4">{manifest.summary}</span>
      </span>
    </Command.Item>
  );
}

type Group = { title?: string; manifests: readonly Manifest[] };

/** Without words: what was starred and used last, then the catalogue's order. With words: the best fit first. */
function findGroups(all: readonly Manifest[], query: string, fits?: (manifest: Manifest) => boolean): Group[] {
  const open = fits ? all.filter(fits) : all;
  if (query.trim() !== "") return [{ manifests: findNodeTypes(open, query) }];
  const { starred, recent } = ownTypes(open, starredTypes());
  const own = new Set([...starred, ...recent]);
  if (own.size === 0) return [{ manifests: open }];
  return [
    { title: "Starred", manifests: starred },
    { title: "Recent", manifests: recent },
    { title: "All", manifests: open.filter((manifest) => !own.has(manifest)) },
  ];
}

/** At the pointer, but never beyond the window's edge. */
function positionOf({ screen }: Picker): { left: number; top: number } {
  const limit = { x: window.innerWidth - size.width - 8, y: window.innerHeight - size.height - 8 };
  return { left: Math.max(8, Math.min(screen.x, limit.x)), top: Math.max(8, Math.min(screen.y, limit.y)) };
}
