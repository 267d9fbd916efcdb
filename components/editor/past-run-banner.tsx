"use client";
import { Undo2 } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { useEditor, useEditorParts } from "./context.tsx";
import { stopWatching } from "./run-control.ts";

/** Says that the canvas shows the frozen graph of a run, and leads back. */
export function PastRunBanner() {
  const parts = useEditorParts();
  const isFrozen = useEditor((state) => state.frozen !== undefined && state.look === undefined);
  const version = useEditor((state) => state.run?.detail.version);
  if (!isFrozen) return null;
  const back = () => {
    stopWatching(parts);
    parts.store.getState().closeRun();
    window.history.replaceState(null, "", window.location.pathname);
  };
  return (
    <div role="status" className="flex h-10 shrink-0 items-center gap-3 border-b bg-raised px-4">
      <span className="min-w-0 flex-1 truncate">
        {version ? `Version ${version}` : "The draft"} exactly as it ran. Nothing can be changed here.
      </span>
      <Button size="sm" onClick={back}>
        <Undo2 aria-hidden className="size-3.5" /> Back to the draft
      </Button>
    </div>
  );
}
