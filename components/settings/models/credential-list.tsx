"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { CredentialUse, CredentialView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Table, Th } from "../../ui/page/table.tsx";
import { Section } from "../section.tsx";
import { AddCredential, EditCredential } from "./credential-dialog.tsx";
import { CredentialRow, describeUses } from "./credential-row.tsx";
import type { Edited } from "./use-credential-form.ts";

export function CredentialList({ initial, mayEdit }: { initial: CredentialView[]; mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [doomed, setDoomed] = useState<CredentialView>();
  const [edited, setEdited] = useState<Edited>();
  const { data } = useQuery({ ...trpc.credentials.list.queryOptions(), initialData: initial });
  const uses = useQuery(trpc.credentials.uses.queryOptions()).data;
  const refresh = () => {
    queries.invalidateQueries({ queryKey: trpc.credentials.uses.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.credentials.list.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.models.list.queryKey() });
  };
  const remove = useMutation(trpc.credentials.delete.mutationOptions({ onError: toastError, onSettled: refresh }));
  return (
    <Section
      title="Credentials"
      note="Encrypted keys of providers. They are sent only to their own host and never shown again."
      action={mayEdit ? <AddCredential onAdded={refresh} /> : undefined}
    >
      {data.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No credentials" className="py-8">
          Connect a provider of models, any OpenAI-compatible service, an Ollama server, or a Pinecone index.
        </EmptyState>
      ) : (
        <Table label="Credentials" head={<CredentialHead />}>
          {data.map((credential) => (
            <CredentialRow
              key={credential.id}
              credential={credential}
              use={uses?.find(({ id }) => id === credential.id)}
              mayEdit={mayEdit}
              onTested={refresh}
              onEdit={setEdited}
              onDelete={() => setDoomed(credential)}
            />
          ))}
        </Table>
      )}
      <EditCredential
        edited={edited}
        onClose={() => setEdited(undefined)}
        onStored={() => {
          setEdited(undefined);
          refresh();
        }}
      />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete “${doomed?.name ?? ""}”?`}
        action="Delete"
        onConfirm={() => {
          if (doomed) remove.mutate({ id: doomed.id });
          setDoomed(undefined);
        }}
      >
        {describeLoss(uses?.find(({ id }) => id === doomed?.id))}
      </ConfirmDialog>
    </Section>
  );
}

function describeLoss(use: CredentialUse | undefined): string {
  const used = use && describeUses(use);
  if (used === undefined) return "Nothing uses it now.";
  return `Used by ${used}. They fail until you choose another credential for them; to replace its key, edit it instead.`;
}

function CredentialHead() {
  return (
    <>
      <Th>Credential</Th>
      <Th className="max-sm:hidden">Status</Th>
      <Th className="max-sm:hidden">Used by</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}
