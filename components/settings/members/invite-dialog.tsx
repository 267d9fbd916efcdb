"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { CopyField } from "../../ui/form/copy-field.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { useRoleOptions } from "./use-role-options.ts";

/** Makes a link that lets one person in. Patchbay sends no mail: the link is copied and passed on. */
export function InviteDialog() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Invite someone"
      description="You get a link to send. It works once and expires after seven days."
      trigger={
        <Button>
          <UserPlus aria-hidden className="size-4" />
          Invite
        </Button>
      }
    >
      <InviteForm />
    </Dialog>
  );
}

function InviteForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = useRoleOptions();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("editor");
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.invitations.list.queryKey() }),
    }),
  );
  if (create.data) {
    return (
      <div className="flex flex-col gap-3">
        <CopyField label="Invitation link" value={create.data.url} />
        <Notice>Copy it now. For security, it is not shown again.</Notice>
      </div>
    );
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ role, ...(email.trim() === "" ? {} : { email: email.trim() }) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Email" optional hint="With an address, only that person can use the link.">
        {(props) => <Input {...props} type="email" value={email} onChange={(event) => setEmail(event.target.value)} />}
      </Field>
      <Field label="Role">{(props) => <Select {...props} value={role} options={options} onChange={setRole} />}</Field>
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={create.isPending} className="self-end">
        Create link
      </Button>
    </form>
  );
}
