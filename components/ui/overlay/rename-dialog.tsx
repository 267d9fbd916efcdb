"use client";
import { useState } from "react";
import { Field } from "../form/field.tsx";
import { Input, Textarea } from "../form/input.tsx";
import { SaveDialog } from "./save-dialog.tsx";

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
  const change = { name: name.trim(), description: description.trim() };
  return (
    <SaveDialog title={title} canSave={change.name !== ""} onClose={onClose} onSave={() => onSave(change)}>
      <Field label="Name">
        {(props) => <Input {...props} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />}
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
    </SaveDialog>
  );
}
