"use client";
import type { DragEvent } from "react";
import type { Category, Manifest } from "../../../lib/node-types/manifest.ts";
import { addFromPalette, addNoteAt, viewMiddle } from "../../editor/actions/graph-actions.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { categoryColor } from "../../ui/text/category-color.ts";
import { iconOf } from "../../ui/text/icons.ts";
import { dragFormat, noteType } from "../pointer/use-pointer.ts";

const Star = lazyPart(async () => (await import("./star.tsx")).Star, { canWait: true });

export type Item = Pick<Manifest, "type" | "title" | "summary" | "icon"> & { category?: Category };

export function Section({ title, manifests }: { title: string; manifests: readonly Item[] }) {
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

export function PaletteItem({ manifest }: { manifest: Item }) {
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
    <div className="group relative">
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
      {manifest.category ? <Star type={manifest.type} /> : null}
    </div>
  );
}
