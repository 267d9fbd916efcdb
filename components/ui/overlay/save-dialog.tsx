"use client";
import { type ReactNode, type SyntheticEvent, useId } from "react";
import { Button } from "../form/button.tsx";
import { Dialog } from "./dialog.tsx";

type Props = {
  title: string;
  canSave: boolean;
  onClose: () => void;
  /** Called when the dialog is closed by Save or Enter. */
  onSave: () => void;
  /** The fields. */
  children: ReactNode;
};

/** A small form that is saved or cancelled. Mount it when it should open. */
export function SaveDialog({ title, canSave, onClose, onSave, children }: Props) {
  const form = useId();
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form={form} disabled={!canSave}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={save} className="flex flex-col gap-4">
        {children}
      </form>
    </Dialog>
  );
}
