"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import type { ServiceAccountView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { AddDialog } from "../../ui/overlay/add-dialog.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { useRoleOptions } from "../members/use-role-options.ts";
import { KeyForm } from "./key-form.tsx";

export function NewAccountDialog({ onCreated }: { onCreated: () => void }) {
  return (
    <AddDialog label="New service account" title="New service account">
      {(close) => (
        <NewAccountForm
          onCreated={() => {
            close();
            onCreated();
          }}
        />
      )}
    </AddDialog>
  );
}

function NewAccountForm({ onCreated }: { onCreated: () => void }) {
  const trpc = useTRPC();
  const options = useRoleOptions();
  const [name, setName] = useState("");
  const [role, setRole] = useState("editor");
  const create = useMutation(trpc.serviceAccounts.create.mutationOptions({ onSuccess: onCreated }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), role });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What it stands for, such as “Nightly import”.">
        {(props) => (
          <Input {...props} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Role" hint="Its keys may do this at most.">
        {(props) => <Select {...props} value={role} options={options} onChange={setRole} />}
      </Field>
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={create.isPending} disabled={name.trim() === ""} className="self-end">
        Create
      </Button>
    </form>
  );
}

type KeyProps = { account: ServiceAccountView; onCreated: () => void };

export function AccountKeyDialog({ account, onCreated }: KeyProps) {
  return (
    <Dialog title={`Key for “${account.name}”`} trigger={<Button>Add a key</Button>}>
      <AccountKeyForm account={account} onCreated={onCreated} />
    </Dialog>
  );
}

function AccountKeyForm({ account, onCreated }: KeyProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.serviceAccounts.createKey.mutationOptions({ onSuccess: onCreated }));
  const { mutate, data, error, isPending } = create;
  return (
    <KeyForm
      permissions={account.permissions}
      create={{ data, error, isPending, mutate: (key) => mutate({ accountId: account.id, ...key }) }}
    />
  );
}
