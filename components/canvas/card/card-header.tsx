"use client";
import { Pin, Play } from "lucide-react";
import { memo } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { isFinished } from "../../../lib/run.ts";
import { runFrom } from "../../editor/run/run-control.ts";
import { useEditor, useEditorParts, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit, drawnGraphOf, isInPlace } from "../../editor/store/document-slice.ts";
import { isTrigger, triggerOf } from "../../editor/store/triggers.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { CategoryIcon } from "../../ui/text/category-icon.tsx";
import { CardStatus } from "./card-status.tsx";
import { RenameBox } from "./rename-box.tsx";
import { subtitleOf } from "./subtitle.ts";

const TriggerMark = lazyPart(async () => (await import("./trigger-mark.tsx")).TriggerMark, { isExtra: true });

export const CardHeader = memo(function CardHeader({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const subtitle = useEditor((state) => subtitleOf(state, id));
  const manifest = useEditor((state) => state.catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? ""));
  const isPinned = useEditor((state) => nodeAt(drawnGraphOf(state), id)?.pinned !== undefined);
  const isLive = useEditor((state) => triggerOf(state, id) !== undefined);
  const isRenaming = useEditor((state) => state.renaming === id && !isInPlace(state));
  return (
    <header className="pb-card-header">
      <CategoryIcon className="pb-glyph" icon={manifest?.icon} category={manifest?.category}>
        <RunButton id={id} />
      </CategoryIcon>
      <div className="min-w-0 flex-1">
        {isRenaming ? (
          <RenameBox id={id} title={title} />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className="pb-card-title"
            onDoubleClick={() => store.getState().set({ renaming: id })}
          >
            {title}
          </button>
        )}
        {subtitle ? <p className="pb-card-subtitle">{subtitle}</p> : null}
      </div>
      {isPinned ? <Pin aria-label="Output pinned" className="size-3.5 shrink-0 text-accent-ink" /> : null}
      {isLive ? <TriggerMark id={id} /> : null}
      <CardStatus id={id} />
    </header>
  );
});

/** Under the pointer the icon of the type turns into the button that runs the node alone. */
function RunButton({ id }: { id: string }) {
  const parts = useEditorParts();
  const isPossible = useEditor(
    (state) => canEdit(state) && state.base.length === 0 && (!state.run || isFinished(state.run.detail.status)),
  );
  const isStart = useEditor((state) => isTrigger(state, id));
  if (!parts.edit || !isPossible) return null;
  const label = isStart ? "Run from here" : "Run this node alone";
  return (
    <button
      type="button"
      tabIndex={-1}
      className="pb-card-run"
      title={label}
      aria-label={label}
      onClick={() => void runFrom(parts, id, !isStart)}
    >
      <Play aria-hidden />
    </button>
  );
}
