"use client";
import { useState } from "react";
import { Field } from "../form/field.tsx";
import { Input } from "../form/input.tsx";
import { SaveDialog } from "./save-dialog.tsx";

type Props = {
  title: string;
  /** What the name is called here. */
  label: string;
  initial: string;
  onClose: () => void;
  /** Gets the name without blanks around it; it is not empty. */
  onSave: (name: string) => void;
};

/** Changes the name of something. Mount it when it should open. */
export function NameDialog({ title, label, initial, onClose, onSave }: Props) {
  const [name, setName] = useState(initial);
  const trimmed = name.trim();
  return (
    <SaveDialog title={title} canSave={trimmed !== ""} onClose={onClose} onSave={() => onSave(trimmed)}>
      <Field label={label}>
        {(props) => <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
    </SaveDialog>
  );
}
