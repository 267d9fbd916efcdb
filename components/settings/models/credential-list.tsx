"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";
import type { CredentialView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Section } from "../section.tsx";
import { CredentialDialog } from "./credential-dialog.tsx";
import { providers } from "./providers.ts";

export function CredentialList({ initial, mayEdit }: { initial: CredentialView[]; mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [doomed, setDoomed] = useState<CredentialView>();
  const { data } = useQuery({ ...trpc.credentials.list.queryOptions(), initialData: initial });
  const refresh = () => {
    queries.invalidateQueries({ queryKey: trpc.credentials.list.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.models.list.queryKey() });
  };
  const remove = useMutation(trpc.credentials.delete.mutationOptions({ onError: toastError, onSettled: refresh }));
  return (
    <Section
      title="Credentials"
      note="Encrypted keys of providers. They are sent only to their own host and never shown again."
      action={mayEdit ? <CredentialDialog onAdded={refresh} /> : undefined}
    >
      {data.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No credentials" className="py-8">
          Connect any OpenAI-compatible service, an Ollama server, or a Pinecone index.
        </EmptyState>
      ) : (
        <Table label="Credentials" head={<CredentialHead />}>
          {data.map((credential) => (
            <CredentialRow
              key={credential.id}
              credential={credential}
              mayEdit={mayEdit}
              onDelete={() => setDoomed(credential)}
            />
          ))}
        </Table>
      )}
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
        Nodes and collections that use it will fail until you choose another credential for them.
      </ConfirmDialog>
    </Section>
  );
}

function CredentialHead() {
  return (
    <>
      <Th>Name</Th>
      <Th>Provider</Th>
      <Th className="max-sm:hidden">Host</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}

function CredentialRow({
  credential,
  mayEdit,
  onDelete,
}: {
  credential: CredentialView;
  mayEdit: boolean;
  onDelete: () => void;
}) {
  const { id, name, provider, host } = credential;
  const trpc = useTRPC();
  const test = useMutation(
    trpc.credentials.test.mutationOptions({
      onError: toastError,
      onSuccess: ({ ok, message }) => toast(message, { tone: ok ? "success" : "danger" }),
    }),
  );
  return (
    <tr>
      <Td className="max-w-48 truncate font-medium">{name}</Td>
      <Td className="text-muted">{providers[provider].label}</Td>
      <Td className="max-w-56 truncate font-mono text-muted text-xs max-sm:hidden">{host}</Td>
      <Td>
        {mayEdit ? (
          <span className="flex items-center justify-end gap-1">
            <Button size="sm" busy={test.isPending} onClick={() => test.mutate({ id })}>
              Test
            </Button>
            <IconButton label={`Delete ${name}`} size="sm" onClick={onDelete}>
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ) : null}
      </Td>
    </tr>
  );
}
