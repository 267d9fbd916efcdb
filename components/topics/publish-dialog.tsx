"use client";
import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input, Textarea } from "../ui/form/input.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { Notice } from "../ui/text/notice.tsx";

type Props = { topic: string; onPublished: () => void };

/** Publishes one event by hand. */
export function PublishDialog(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Publish an event"
      description={`To the topic ${props.topic}.`}
      trigger={
        <Button tone="primary">
          <Send aria-hidden className="size-4" />
          Publish
        </Button>
      }
    >
      <PublishForm {...props} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function PublishForm({ topic, onPublished, onClose }: Props & { onClose: () => void }) {
  const trpc = useTRPC();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const publish = useMutation(
    trpc.topics.publish.mutationOptions({
      onSuccess: ({ events: [place] }) => {
        if (place) toast(`Published as offset ${place.offset} of partition ${place.partition}.`);
        onPublished();
        onClose();
      },
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    publish.mutate({ name: topic, event: { key: key === "" ? null : key, value } });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Key" optional hint="Events with one key stay in order.">
        {(props) => <Input {...props} maxLength={1000} value={key} onChange={(event) => setKey(event.target.value)} />}
      </Field>
      <Field label="Value" hint="Text or JSON, as it is.">
        {(props) => (
          <Textarea
            {...props}
            required
            rows={6}
            className="font-mono text-xs"
            placeholder='{"item": "Dracula", "kind": "click"}'
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </Field>
      {publish.error ? <Notice tone="danger">{userMessage(publish.error)}</Notice> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={publish.isPending} disabled={value === ""}>
          Publish
        </Button>
      </div>
    </form>
  );
}
