"use client";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { RunForm } from "../drawer/run-form.tsx";
import { useEditor, useEditorStore } from "../store/context.tsx";
import { isUnderWay } from "../store/upload-slice.ts";
import { IssueList } from "./issue-list.tsx";

/** Asks for the run's inputs; problems that would stop it are said first. */
export function RunDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "run");
  const errors = useEditor((state) => state.issues);
  const blocking = errors.filter(({ level }) => level === "error");
  const isAdding = useEditor(({ uploads }) =>
    [...uploads.values()].some(({ documents }) => documents.some(isUnderWay)),
  );
  const reason = useEditor((state) => state.runReason);
  const close = () => {
    store.getState().set({ dialog: undefined });
    store.getState().setRun({ runReason: undefined, runProblem: undefined });
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={blocking.length > 0 ? "This cannot run yet" : "Run"}
      description={reason}
    >
      {blocking.length > 0 ? (
        <div className="flex flex-col gap-3">
          <Notice tone="warning">
            {blocking.length === 1 ? "One problem blocks" : `${blocking.length} problems block`} the run. Click one to
            go to it.
          </Notice>
          <IssueList issues={blocking} onGo={close} />
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          {isAdding ? (
            <Notice>Documents are still being added. This run does not find those that are not ready yet.</Notice>
          ) : null}
          <RunForm onStarted={close} />
        </div>
      )}
    </Dialog>
  );
}
