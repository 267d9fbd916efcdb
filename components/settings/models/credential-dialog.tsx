"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/form/button.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { CredentialForm } from "./credential-form.tsx";
import type { Edited } from "./use-credential-form.ts";

const isEncrypted = "It is encrypted before it is stored and decrypted only to call the provider.";

export function AddCredential({ onAdded }: { onAdded: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onAdded();
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add a credential"
      description={isEncrypted}
      trigger={
        <Button>
          <Plus aria-hidden className="size-4" />
          Add credential
        </Button>
      }
    >
      <CredentialForm onStored={close} />
    </Dialog>
  );
}

/** The form opens with what is stored, but for the key, which is never shown. */
export function EditCredential({
  edited,
  onStored,
  onClose,
}: {
  edited: Edited | undefined;
  onStored: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      open={edited !== undefined}
      onOpenChange={onClose}
      title={`Edit “${edited?.name ?? ""}”`}
      description="Nodes and collections that use it keep using it."
    >
      {edited ? <CredentialForm edited={edited} onStored={onStored} /> : null}
    </Dialog>
  );
}
