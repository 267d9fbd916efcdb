"use client";
import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { CopyField } from "../../ui/form/copy-field.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";

const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "Never" },
] as const;

/** Makes a key and shows it once. */
export function KeyDialog({ onCreated }: { onCreated: () => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="New API key"
      trigger={
        <Button>
          <Plus aria-hidden className="size-4" />
          New key
        </Button>
      }
    >
      <KeyForm onCreated={onCreated} />
    </Dialog>
  );
}

function KeyForm({ onCreated }: { onCreated: () => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [life, setLife] = useState<(typeof lives)[number]["value"]>("90");
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: onCreated }));
  if (create.data) return <NewKey secret={create.data.key} />;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const days = Number(life);
    const ends = Number.isNaN(days) ? {} : { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() };
    create.mutate({ name: name.trim(), ...ends });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What will use it, such as “nightly import”.">
        {(props) => (
          <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Expires after">
        {(props) => <Select {...props} value={life} options={lives} onChange={setLife} />}
      </Field>
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={create.isPending} disabled={name.trim() === ""} className="self-end">
        Create key
      </Button>
    </form>
  );
}

function NewKey({ secret }: { secret: string }) {
  return (
    <div className="flex flex-col gap-4">
      <CopyField label="API key" value={secret} />
      <Notice tone="warning">Copy it now. Only a hash is stored, so it cannot be shown again.</Notice>
      <DialogClose asChild>
        <Button tone="primary" className="self-end">
          I have copied it
        </Button>
      </DialogClose>
    </div>
  );
}
