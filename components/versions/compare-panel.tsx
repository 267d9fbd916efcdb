"use client";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { leaveCanvasView } from "../editor/actions/canvas-view-actions.ts";
import type { CanvasView } from "../editor/store/canvas-view-slice.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { Switch } from "../ui/form/switch.tsx";
import { countOf } from "../ui/text/format.ts";
import { ChangeRow } from "./change-row.tsx";
import { Panel } from "./panel.tsx";
import { useCurrentChange } from "./use-current-change.ts";

/** What differs between two versions, row by row; each leads to its place on the canvas. */
export function ComparePanel({ canvasView }: { canvasView: Extract<CanvasView, { kind: "compare" }> }) {
  const store = useEditorStore();
  const showsMoves = useEditor((state) => state.showsMoves);
  const { changes, current, go } = useCurrentChange(canvasView);
  const moves = canvasView.diff.moved.length;
  return (
    <Panel label="Changes">
      <header className="flex shrink-0 items-center gap-1 border-b py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">
            {canvasView.before.label} → {canvasView.after.label}
          </h2>
          <p className="text-muted text-xs" role="status">
            {changes.length === 0 ? "They behave the same." : countOf(changes.length, "change")}
          </p>
        </div>
        <IconButton label="Previous change" keys="Shift+N" disabled={changes.length === 0} onClick={() => go(-1)}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton label="Next change" keys="N" disabled={changes.length === 0} onClick={() => go(1)}>
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton label="Close the comparison" onClick={() => leaveCanvasView(store)}>
          <X aria-hidden />
        </IconButton>
      </header>
      {moves > 0 ? (
        <div className="flex items-center gap-2 border-b px-4 py-2 text-muted text-xs">
          <span className="flex-1">
            {countOf(moves, "node")} {moves === 1 ? "was" : "were"} moved, which changes only the layout
          </span>
          <Switch
            aria-label="Show moves"
            checked={showsMoves}
            onChange={(next) => store.getState().setCanvasView({ showsMoves: next })}
          />
        </div>
      ) : null}
      <ol className="min-h-0 flex-1 overflow-y-auto p-2" aria-label="Changes">
        {changes.map((change, index) => (
          <ChangeRow key={change.key} change={change} isCurrent={index === current} onGo={() => go(index - current)} />
        ))}
      </ol>
    </Panel>
  );
}
