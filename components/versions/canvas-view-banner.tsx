"use client";
import { GitMerge, RotateCcw, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { leaveCanvasView, restoreVersion, showConflict } from "../editor/actions/canvas-view-actions.ts";
import { useEditor, useEditorParts } from "../editor/store/context.tsx";
import { Button } from "../ui/form/button.tsx";

/** Says what the canvas shows when it is not the draft, or that two versions of the draft wait for a decision. */
export function CanvasViewBanner() {
  const canvasView = useEditor((state) => state.canvasView);
  const isConflict = useEditor((state) => state.save.status === "conflict");
  if (canvasView?.kind === "version") return <VersionBanner number={canvasView.number} />;
  if (canvasView?.kind === "compare") return <Bar text="Both versions in one view, read-only." />;
  if (isConflict && canvasView === undefined) return <ConflictBanner />;
  return null;
}

function VersionBanner({ number }: { number: number }) {
  const parts = useEditorParts();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  return (
    <Bar text={`Version ${number}, as published. Read-only.`}>
      {isReadOnly ? null : (
        <Button size="sm" onClick={() => void restoreVersion(parts, number)}>
          <RotateCcw aria-hidden className="size-3.5" /> Restore as the draft
        </Button>
      )}
    </Bar>
  );
}

function Bar({ text, children }: { text: string; children?: ReactNode }) {
  const { store } = useEditorParts();
  return (
    <div role="status" className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b bg-raised px-4 py-1">
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {children}
      <Button size="sm" onClick={() => leaveCanvasView(store)}>
        <Undo2 aria-hidden className="size-3.5" /> Back to the draft
      </Button>
    </div>
  );
}

function ConflictBanner() {
  const parts = useEditorParts();
  return (
    <div role="alert" className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b bg-raised px-4 py-1">
      <GitMerge aria-hidden className="size-4 text-warning" />
      <span className="min-w-0 flex-1">
        This pipeline was changed here and elsewhere at the same time. Your draft is kept in this browser and saved
        after you choose.
      </span>
      <Button size="sm" tone="primary" onClick={() => showConflict(parts)}>
        Compare and choose
      </Button>
    </div>
  );
}
