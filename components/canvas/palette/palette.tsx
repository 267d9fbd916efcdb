"use client";
import { clsx } from "clsx";
import { ChevronDown, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { useState } from "react";
import { type Category, categories, categoryTitles } from "../../../lib/node-types/manifest.ts";
import { addFromPalette } from "../../editor/actions/graph-actions.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { SidePanel } from "../../ui/page/side-panel.tsx";
import { usePanel } from "../../ui/page/use-panel.ts";
import { noteType } from "../pointer/use-pointer.ts";
import { findNodeTypes } from "./node-match.ts";
import { type Item, PaletteItem, Section } from "./palette-item.tsx";

const OwnTypes = lazyPart(async () => (await import("./own-types.tsx")).OwnTypes, { canWait: true });

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
        {query === "" ? <OwnTypes /> : null}
        {query.trim() === "" ? (
          categories.map((category) => (
            <FoldedSection
              key={category}
              category={category}
              manifests={found.filter((manifest) => manifest.category === category)}
            />
          ))
        ) : (
          <Section title="Best matches. Enter adds the first." manifests={found} />
        )}
        {query === "" ? <Section title="Notes" manifests={[noteItem]} /> : null}
        {query !== "" && found.length === 0 ? (
          <p className="px-2 py-4 text-muted">No node type matches “{query}”.</p>
        ) : null}
      </div>
    </SidePanel>
  );
}

const noteItem: Item = {
  type: noteType,
  title: "Note",
  summary: "Text on the canvas, behind the nodes.",
  icon: "sticky-note",
};

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
