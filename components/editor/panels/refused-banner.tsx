"use client";
import { CloudAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/form/button.tsx";
import { exportPipeline } from "../actions/pipeline-file.ts";
import { useEditing, useEditor, useEditorStore } from "../store/context.tsx";

/** The server does not take the draft, for example because someone has deleted the pipeline: why, and two ways on. */
export function RefusedBanner() {
  const store = useEditorStore();
  const { saver } = useEditing();
  const reason = useReason();
  if (reason === undefined) return null;
  return (
    <div role="alert" className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b bg-raised px-4 py-1">
      <CloudAlert aria-hidden className="size-4 text-danger" />
      <span className="min-w-0 flex-1">Not saved: {reason} Your changes are kept in this browser.</span>
      <Button size="sm" onClick={() => exportPipeline(store)}>
        Export as a file
      </Button>
      <Button size="sm" tone="primary" onClick={() => void saver.flush()}>
        Try again
      </Button>
    </div>
  );
}

/** It stays while the next attempt is on its way, so that the canvas does not jump. */
function useReason(): string | undefined {
  const save = useEditor((state) => state.save);
  const [reason, setReason] = useState<string>();
  const isOnItsWay = save.status === "unsaved" || save.status === "saving";
  const now = save.status === "refused" ? save.reason : isOnItsWay ? reason : undefined;
  if (now !== reason) setReason(now);
  return now;
}
