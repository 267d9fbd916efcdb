"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ApiKeyView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Section } from "../section.tsx";
import { KeyDialog } from "./key-dialog.tsx";

export function KeysTab({ apiKeys: initial, mayEdit }: { apiKeys: ApiKeyView[]; mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [doomed, setDoomed] = useState<ApiKeyView>();
  const { data } = useQuery({ ...trpc.apiKeys.list.queryOptions(), initialData: initial, enabled: mayEdit });
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() });
  const revoke = useMutation(trpc.apiKeys.revoke.mutationOptions({ onError: toastError, onSettled: refresh }));
  return (
    <Section
      title="API keys"
      note={
        <>
          For scripts that use the{" "}
          <Link href="/docs/api" className="rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline">
            REST API
          </Link>
          . A key has the permissions of the person who created it.
        </>
      }
      action={mayEdit ? <KeyDialog onCreated={refresh} /> : undefined}
    >
      {data.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No API keys" className="py-8">
          With a key, a script can build, publish and run pipelines.
        </EmptyState>
      ) : (
        <Table label="API keys" head={<KeyHead />}>
          {data.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
          ))}
        </Table>
      )}
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Revoke “${doomed?.name ?? ""}”?`}
        action="Revoke"
        onConfirm={() => {
          if (doomed) revoke.mutate({ id: doomed.id });
          setDoomed(undefined);
        }}
      >
        Anything that uses this key stops working within seconds. This cannot be undone.
      </ConfirmDialog>
    </Section>
  );
}

function KeyHead() {
  return (
    <>
      <Th>Name</Th>
      <Th>Key</Th>
      <Th className="max-sm:hidden">Last used</Th>
      <Th className="max-sm:hidden">Expires</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) {
  const { name, prefix, lastUsedAt, expiresAt } = apiKey;
  const expired = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  return (
    <tr>
      <Td className="max-w-48 truncate font-medium">{name}</Td>
      <Td className="font-mono text-muted text-xs">{prefix}…</Td>
      <Td className="whitespace-nowrap text-muted max-sm:hidden">
        {lastUsedAt ? <TimeAgo at={lastUsedAt} /> : "Never"}
      </Td>
      <Td className={expired ? "text-danger max-sm:hidden" : "text-muted max-sm:hidden"}>
        {expiresAt === null
          ? "Never"
          : expired
            ? "Expired"
            : new Date(expiresAt).toLocaleDateString("en", { dateStyle: "medium" })}
      </Td>
      <Td className="text-right">
        <Button size="sm" onClick={onRevoke}>
          Revoke
        </Button>
      </Td>
    </tr>
  );
}
