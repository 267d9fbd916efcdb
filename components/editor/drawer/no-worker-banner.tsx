"use client";
import { NoWorkerNotice } from "../../runs/no-worker-notice.tsx";
import { useNoWorker } from "../../runs/use-no-worker.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";

/** Over the canvas, while a run waits that no one can begin. */
export function NoWorkerBanner() {
  const { runs } = useEditorParts();
  const isQueued = useEditor((state) => state.run?.detail.status === "queued");
  if (!useNoWorker(isQueued, runs.countWorkers)) return null;
  return (
    <div className="shrink-0 border-b bg-raised px-4 py-2">
      <NoWorkerNotice />
    </div>
  );
}
