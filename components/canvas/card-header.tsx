"use client";
import { Pin } from "lucide-react";
import { memo } from "react";
import { nodeAt } from "../../lib/graph.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { graphOf } from "../editor/document-slice.ts";
import { CardStatus } from "./card-status.tsx";
import { iconOf } from "./icons.ts";
import { RenameBox } from "./rename-box.tsx";
import { subtitleOf } from "./subtitle.ts";

export const CardHeader = memo(function CardHeader({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const subtitle = useEditor((state) => subtitleOf(state, id));
  const icon = useEditor((state) => state.catalogue.get(nodeAt(graphOf(state), id)?.type ?? "")?.icon ?? "box");
  const isPinned = useEditor((state) => nodeAt(graphOf(state), id)?.pinned !== undefined);
  const isRenaming = useEditor((state) => state.renaming === id);
  const Icon = iconOf(icon);
  return (
    <header className="pb-card-header">
      <span className="pb-glyph">
        <Icon aria-hidden />
      </span>
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
      <CardStatus id={id} />
    </header>
  );
});
