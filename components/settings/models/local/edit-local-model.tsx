"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { formatBytes } from "../../../../lib/format-bytes.ts";
import { contextLimits, type LocalModelView, memoryNeeded } from "../../../../lib/models/local-models.ts";
import { useTRPC } from "../../../api/provider.tsx";
import { userMessage } from "../../../api/user-message.ts";
import { Button } from "../../../ui/form/button.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Input } from "../../../ui/form/input.tsx";
import { Dialog } from "../../../ui/overlay/dialog.tsx";
import { formatCount } from "../../../ui/text/format.ts";
import { Notice } from "../../../ui/text/notice.tsx";

type Props = { model: LocalModelView; onClose: () => void; onSaved: () => void };

/** Its name, and how many tokens a conversation may have, with the memory that takes. */
export function EditLocalModel({ model, onClose, onSaved }: Props) {
  const trpc = useTRPC();
  const [name, setName] = useState(model.name);
  const [context, setContext] = useState(String(model.context));
  const save = useMutation(
    trpc.localModels.update.mutationOptions({
      onSuccess: () => {
        onSaved();
        onClose();
      },
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ id: model.id, name: name.trim(), context: Number(context) });
  };
  const most = Math.max(contextLimits.least, Math.min(contextLimits.most, model.facts?.trainedContext ?? 0));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Edit “${model.name}”`}
      description="Pipelines that use it keep using it."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name">
          {(props) => (
            <Input {...props} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label="Context in tokens" hint={memoryHint(model, Number(context), most)}>
          {(props) => (
            <Input
              {...props}
              type="number"
              required
              min={contextLimits.least}
              max={most}
              step={1}
              className="max-w-40 tabular-nums"
              value={context}
              onChange={(event) => setContext(event.target.value)}
            />
          )}
        </Field>
        {save.error ? <Notice tone="danger">{userMessage(save.error)}</Notice> : null}
        <Button type="submit" tone="primary" busy={save.isPending} className="self-end">
          Save
        </Button>
      </form>
    </Dialog>
  );
}

function memoryHint({ facts, memory }: LocalModelView, context: number, most: number): string {
  const limit = `At most ${formatCount(most)}, as it was trained.`;
  if (!facts || !Number.isFinite(context) || context <= 0) return limit;
  const needed = memoryNeeded(facts, context);
  const memoryWords = `Each worker then needs ${formatBytes(needed)}; this machine has ${formatBytes(memory)}.`;
  return needed > memory ? `${limit} ${memoryWords} That does not fit.` : `${limit} ${memoryWords}`;
}
