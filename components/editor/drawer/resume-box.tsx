"use client";
import { ResumeDialog } from "../../runs/resume/resume-dialog.tsx";
import { whyUnsaved } from "../autosave/why-unsaved.ts";
import { followRun } from "../run/run-control.ts";
import { useEditing, useEditor, useEditorParts } from "../store/context.tsx";

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
