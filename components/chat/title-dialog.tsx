"use client";
import { type SyntheticEvent, useState } from "react";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";

/** Mount it when it should open. */
export function TitleDialog({
  initial,
  onClose,
  onSave,
}: {
  initial: string;
  onClose: () => void;
  onSave: (title: string) => void;
}) {
  const [title, setTitle] = useState(initial);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave(title.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename conversation"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="conversation-title" disabled={title.trim() === ""}>
            Save
          </Button>
        </>
      }
    >
      <form id="conversation-title" onSubmit={save}>
        <Field label="Title">
          {(props) => (
            <Input {...props} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
