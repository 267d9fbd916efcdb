"use client";
import { type SyntheticEvent, useState } from "react";
import type { PipelineSummary } from "../../lib/api-views.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input, Textarea } from "../ui/input.tsx";

export function RenameDialog({
  pipeline,
  onClose,
  onSave,
}: {
  pipeline: Pick<PipelineSummary, "id" | "name" | "description">;
  onClose: () => void;
  onSave: (change: { id: string; name: string; description: string }) => void;
}) {
  const [name, setName] = useState(pipeline.name);
  const [description, setDescription] = useState(pipeline.description);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave({ id: pipeline.id, name: name.trim(), description: description.trim() });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename pipeline"
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
            <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
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
