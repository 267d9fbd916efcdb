"use client";
import { Undo2 } from "lucide-react";
import { Button } from "../../ui/form/button.tsx";
import { leaveRun } from "../run/run-control.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";

/** Says that the canvas shows the frozen graph of a run, and leads back. */
export function PastRunBanner() {
  const parts = useEditorParts();
  const isFrozen = useEditor((state) => state.frozen !== undefined && state.canvasView === undefined);
  const version = useEditor((state) => state.run?.detail.version);
  if (!isFrozen) return null;
  return (
    <div role="status" className="flex min-h-10 shrink-0 items-center gap-3 border-b bg-raised px-4 py-1">
      <span className="min-w-0 flex-1">
        {version ? `Version ${version}` : "The draft"} exactly as it ran. Read-only.
      </span>
      <Button size="sm" className="shrink-0" onClick={() => leaveRun(parts)}>
        <Undo2 aria-hidden className="size-3.5" /> Back to the draft
      </Button>
    </div>
  );
}
