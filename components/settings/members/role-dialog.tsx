"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { entryOf, RolePermission } from "../../../lib/access/permissions.ts";
import type { RoleView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { CheckList } from "../../ui/form/check-list.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";

const options = RolePermission.options.map((value) => ({ value, label: entryOf(value).title, hint: value }));

type Props = { role: RoleView | undefined; onClose: () => void; onSaved: () => void };

/** Makes a role, or changes one. */
export function RoleDialog({ role, onClose, onSaved }: Props) {
  const trpc = useTRPC();
  const [name, setName] = useState(role?.name ?? "");
  const [permissions, setPermissions] = useState<readonly RolePermission[]>(role?.permissions ?? []);
  const saved = {
    onSuccess: () => {
      onSaved();
      onClose();
    },
  };
  const create = useMutation(trpc.roles.create.mutationOptions(saved));
  const update = useMutation(trpc.roles.update.mutationOptions(saved));
  const error = create.error ?? update.error;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const data = { name: name.trim(), permissions: [...permissions] };
    if (role) update.mutate({ id: role.id, ...data });
    else create.mutate(data);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={role ? `Role “${role.name}”` : "New role"}
      description="Who has it sees what viewers see, and may also:"
      wide
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" hint="Such as “Curator”.">
          {(props) => (
            <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <CheckList label="Permissions" options={options} value={permissions} onChange={setPermissions} />
        {permissions.includes("pipelines.write") && !permissions.includes("runs.start") ? (
          <Notice>
            This role cannot switch a pipeline on, since its triggers start runs from then on. For that, choose “
            {entryOf("runs.start").title}” too.
          </Notice>
        ) : null}
        {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
        <Button
          type="submit"
          tone="primary"
          busy={create.isPending || update.isPending}
          disabled={name.trim() === ""}
          className="self-end"
        >
          Save role
        </Button>
      </form>
    </Dialog>
  );
}
