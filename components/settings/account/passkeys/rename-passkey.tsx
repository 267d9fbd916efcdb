"use client";
import { type SyntheticEvent, useState } from "react";
import { Button } from "../../../ui/form/button.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Input } from "../../../ui/form/input.tsx";
import { Dialog } from "../../../ui/overlay/dialog.tsx";

type Props = { initial: string; onClose: () => void; onSave: (name: string) => void };

/** Mount it when it should open. */
export function RenamePasskey({ initial, onClose, onSave }: Props) {
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
      title="Rename passkey"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="rename-passkey" disabled={name.trim() === ""}>
            Save
          </Button>
        </>
      }
    >
      <form id="rename-passkey" onSubmit={save}>
        <Field label="Name">
          {(props) => (
            <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
