"use client";
import { ResumeDialog } from "../runs/resume-dialog.tsx";
import { useEditing, useEditor, useEditorParts } from "./context.tsx";
import { followRun } from "./run-control.ts";
import { whyUnsaved } from "./why-unsaved.ts";

/** The dialog that begins a run with another one's results, while it is open. */
export function ResumeBox() {
  const parts = useEditorParts();
  const { saver } = useEditing();
  const target = useEditor((state) => state.resuming);
  if (!target) return null;
  const close = () => parts.store.getState().setRun({ resuming: undefined });
  return (
    <ResumeDialog
      key={`${target.run.id} ${target.from?.nodeId}`}
      target={target}
      flush={async () => ((await saver.flush()) ? undefined : whyUnsaved(parts.store.getState().save))}
      onStarted={(runId) => {
        close();
        void followRun(parts, runId);
      }}
      onClose={close}
    />
  );
}
