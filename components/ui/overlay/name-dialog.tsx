"use client";
import { type SyntheticEvent, useState } from "react";
import { Button } from "../form/button.tsx";
import { Field } from "../form/field.tsx";
import { Input } from "../form/input.tsx";
import { Dialog } from "./dialog.tsx";

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
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave(name.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="name" disabled={name.trim() === ""}>
            Save
          </Button>
        </>
      }
    >
      <form id="name" onSubmit={save}>
        <Field label={label}>
          {(props) => (
            <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
