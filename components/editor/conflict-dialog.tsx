"use client";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useEditing, useEditor } from "./context.tsx";

/** Somebody saved first: both versions are offered, and neither is lost without a word. */
export function ConflictDialog() {
  const { saver } = useEditing();
  const save = useEditor((state) => state.save);
  const mine = useEditor((state) => Object.keys(state.history.graph.nodes).length);
  if (save.status !== "conflict") return null;
  const theirs = Object.keys(save.theirs.nodes).length;
  return (
    <Dialog
      open
      title="This pipeline was changed elsewhere"
      description="Another tab or person saved it after you opened it. Which version should stay?"
      footer={
        <>
          <Button onClick={() => saver.resolve("theirs")}>Take theirs</Button>
          <Button tone="primary" onClick={() => saver.resolve("mine")}>
            Keep mine
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="font-medium">Mine</dt>
        <dd className="text-muted">{mine} nodes, with the changes on this canvas. It goes over theirs.</dd>
        <dt className="font-medium">Theirs</dt>
        <dd className="text-muted">{theirs} nodes, as saved. Undo brings yours back.</dd>
      </dl>
    </Dialog>
  );
}
