"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { AddDialog } from "../ui/overlay/add-dialog.tsx";
import { Notice } from "../ui/text/notice.tsx";

const kept = [
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
  { value: "for ever", label: "Forever" },
];

/** Asks for a name, then opens the new topic. */
export function NewTopicDialog() {
  return (
    <AddDialog
      label="New topic"
      tone="primary"
      title="New topic"
      description="Events in order, which pipelines and other programs publish."
    >
      {(close) => <NewTopicForm onCancel={close} />}
    </AddDialog>
  );
}

function NewTopicForm({ onCancel }: { onCancel: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState("");
  const [partitions, setPartitions] = useState("3");
  const [hours, setHours] = useState("168");
  const create = useMutation(
    trpc.topics.create.mutationOptions({
      onSuccess: (topic) => router.push(`/topics/${encodeURIComponent(topic.name)}`),
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const retentionHours = hours === "for ever" ? null : Number(hours);
    create.mutate({ name: name.trim(), partitions: Number(partitions), retentionHours });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="Letters, digits, and . _ - after the first one.">
        {(props) => (
          <Input
            {...props}
            required
            maxLength={100}
            placeholder="interactions"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Partitions" hint="Events with one key stay in order in one of them. The number stays as it is.">
        {(props) => (
          <Input
            {...props}
            required
            type="number"
            min={1}
            max={64}
            value={partitions}
            onChange={(event) => setPartitions(event.target.value)}
          />
        )}
      </Field>
      <Field label="Keep events for">
        {(props) => <Select {...props} value={hours} options={kept} onChange={setHours} />}
      </Field>
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={create.isPending || create.isSuccess} disabled={name.trim() === ""}>
          Create
        </Button>
      </div>
    </form>
  );
}
