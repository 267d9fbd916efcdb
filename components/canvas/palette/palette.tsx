"use client";
import { clsx } from "clsx";
import { ChevronDown, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { type DragEvent, useState } from "react";
import { type Category, categories, categoryTitles, type Manifest } from "../../../lib/manifest.ts";
import { addFromPalette, addNoteAt, viewMiddle } from "../../editor/actions/graph-actions.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { SidePanel } from "../../ui/page/side-panel.tsx";
import { usePanel } from "../../ui/page/use-panel.ts";
import { categoryColor } from "../../ui/text/category-color.ts";
import { iconOf } from "../../ui/text/icons.ts";
import { dragFormat, noteType } from "../pointer/use-pointer.ts";
import { findNodeTypes } from "./node-match.ts";

/** All node types by category: drag one onto the canvas, or click to add it. */
export function Palette() {
  const store = useEditorStore();
  const catalogue = useEditor((state) => state.catalogue);
  const [query, setQuery] = useState("");
  const [isOpen, setOpen] = usePanel("palette", true);
  if (!isOpen) {
    return (
      <div className="border-r bg-panel p-1.5 max-md:hidden">
        <IconButton label="Show the palette" onClick={() => setOpen(true)}>
          <PanelLeftOpen aria-hidden />
        </IconButton>
      </div>
    );
  }
  const found = findNodeTypes([...catalogue.values()], query);
  const [best] = found;
  return (
    <SidePanel name="palette" label="Palette" region="palette" side="left" initial={240}>
      <div className="flex items-center gap-1 p-2">
        <div className="relative flex-1">
          <Search aria-hidden className="absolute top-2 left-2 size-4 text-muted" />
          <Input
            className="pl-8"
            placeholder="Search nodes"
            aria-label="Search nodes"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={({ key }) => {
              if (key === "Enter" && query.trim() !== "" && best) addFromPalette(store, best.type);
              if (key === "Escape") setQuery("");
            }}
          />
        </div>
        <IconButton label="Hide the palette" onClick={() => setOpen(false)}>
          <PanelLeftClose aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {query.trim() === "" ? (
          categories.map((category) => (
            <FoldedSection
              key={category}
              category={category}
              manifests={found.filter((manifest) => manifest.category === category)}
            />
          ))
        ) : (
          <Section title="Best first; Enter adds it" manifests={found} />
        )}
        {query === "" ? <Section title="Notes" manifests={[noteItem]} /> : null}
        {query !== "" && found.length === 0 ? (
          <p className="px-2 py-4 text-muted">No node type matches “{query}”.</p>
        ) : null}
      </div>
    </SidePanel>
  );
}

type Item = Pick<Manifest, "type" | "title" | "summary" | "icon"> & { category?: Category };
const noteItem: Item = {
  type: noteType,
  title: "Note",
  summary: "Text on the canvas, behind the nodes.",
  icon: "sticky-note",
};

function Section({ title, manifests }: { title: string; manifests: readonly Item[] }) {
  if (manifests.length === 0) return null;
  return (
    <div className="pt-2">
      <h3 className="px-2 pb-1 font-medium text-2xs text-muted">{title}</h3>
      {manifests.map((manifest) => (
        <PaletteItem key={manifest.type} manifest={manifest} />
      ))}
    </div>
  );
}

/** A category that can be folded away; the browser remembers which are. Its heading stays in view while its nodes go by. */
function FoldedSection({ category, manifests }: { category: Category; manifests: readonly Item[] }) {
  const [isOpen, setOpen] = usePanel(`palette-${category}`, true);
  if (manifests.length === 0) return null;
  return (
    <div className="pt-1">
      <h3 className="sticky top-0 z-10 bg-panel">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex h-7 w-full items-center gap-1 rounded-md px-2 font-medium text-2xs text-muted transition-colors hover:text-ink"
        >
          {categoryTitles[category]}
          <span aria-hidden className="ml-auto tabular-nums">
            {manifests.length}
          </span>
          <ChevronDown aria-hidden className={clsx("size-3.5 transition-transform", !isOpen && "-rotate-90")} />
        </button>
      </h3>
      {isOpen ? manifests.map((manifest) => <PaletteItem key={manifest.type} manifest={manifest} />) : null}
    </div>
  );
}

function PaletteItem({ manifest }: { manifest: Item }) {
  const store = useEditorStore();
  const Icon = iconOf(manifest.icon);
  const add = () => {
    if (manifest.type === noteType) addNoteAt(store, viewMiddle(store.getState()));
    else addFromPalette(store, manifest.type);
  };
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(dragFormat, manifest.type);
    event.dataTransfer.effectAllowed = "copy";
  };
  return (
    <Tooltip label={manifest.summary} side="right">
      <button
        type="button"
        draggable
        onDragStart={onDragStart}
        onClick={add}
        className="flex h-8 w-full cursor-grab items-center gap-2.5 rounded-md px-2 text-left transition-colors hover:bg-hover active:cursor-grabbing"
      >
        <Icon aria-hidden className="size-4 shrink-0" style={{ color: categoryColor(manifest.category) }} />
        <span className="truncate">{manifest.title}</span>
      </button>
    </Tooltip>
  );
}
