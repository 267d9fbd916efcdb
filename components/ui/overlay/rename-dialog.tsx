"use client";
import { type SyntheticEvent, useState } from "react";
import { Button } from "../form/button.tsx";
import { Field } from "../form/field.tsx";
import { Input, Textarea } from "../form/input.tsx";
import { Dialog } from "./dialog.tsx";

type Named = { name: string; description: string };

/** Changes the name and the description of something. Mount it when it should open. */
export function RenameDialog({
  title,
  initial,
  onClose,
  onSave,
}: {
  title: string;
  initial: Named;
  onClose: () => void;
  onSave: (change: Named) => void;
}) {
  const [name, setName] = useState(initial.name);
  const [description, setDescription] = useState(initial.description);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave({ name: name.trim(), description: description.trim() });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="rename" disabled={name.trim() === ""}>
            Save
          </Button>
        </>
      }
    >
      <form id="rename" onSubmit={save} className="flex flex-col gap-4">
        <Field label="Name">
          {(props) => (
            <Input {...props} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label="Description" optional>
          {(props) => (
            <Textarea
              {...props}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
