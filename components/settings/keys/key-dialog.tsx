"use client";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../api/provider.tsx";
import { AddDialog } from "../../ui/overlay/add-dialog.tsx";
import { KeyForm } from "./key-form.tsx";

type Props = { onCreated: () => void; permissions: readonly string[] };

/** Makes a key of the person who is signed in. */
export function KeyDialog({ onCreated, permissions }: Props) {
  return (
    <AddDialog
      label="New key"
      title="New API key"
      description="It may do what you choose, and never more than you may yourself, also when your role changes."
    >
      {() => <OwnKeyForm onCreated={onCreated} permissions={permissions} />}
    </AddDialog>
  );
}

function OwnKeyForm({ onCreated, permissions }: Props) {
  const trpc = useTRPC();
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: onCreated }));
  return <KeyForm permissions={permissions} create={create} />;
}
