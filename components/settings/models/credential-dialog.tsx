"use client";
import { AddDialog } from "../../ui/overlay/add-dialog.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { CredentialForm } from "./credential-form.tsx";
import type { Edited } from "./use-credential-form.ts";

export function AddCredential({ onAdded }: { onAdded: () => void }) {
  return (
    <AddDialog
      label="Add credential"
      title="Add a credential"
      description="It is encrypted before it is stored and decrypted only to call the provider."
    >
      {(close) => (
        <CredentialForm
          onStored={() => {
            close();
            onAdded();
          }}
        />
      )}
    </AddDialog>
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
