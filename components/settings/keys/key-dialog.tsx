"use client";
import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../api/provider.tsx";
import { Button } from "../../ui/form/button.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { KeyForm } from "./key-form.tsx";

type Props = { onCreated: () => void; permissions: readonly string[] };

/** Makes a key of the person who is signed in. */
export function KeyDialog({ onCreated, permissions }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="New API key"
      description="It may do what you choose of what you may do, and loses what you lose."
      trigger={
        <Button>
          <Plus aria-hidden className="size-4" />
          New key
        </Button>
      }
    >
      <OwnKeyForm onCreated={onCreated} permissions={permissions} />
    </Dialog>
  );
}

function OwnKeyForm({ onCreated, permissions }: Props) {
  const trpc = useTRPC();
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: onCreated }));
  return <KeyForm permissions={permissions} create={create} />;
}
