"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import type { ApiKeyView, WorkspaceView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Section } from "../section.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyTable } from "./key-table.tsx";
import { ServiceAccounts } from "./service-accounts.tsx";

type Props = { apiKeys: ApiKeyView[]; workspace: WorkspaceView };

export function KeysTab({ apiKeys: initial, workspace }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { permissions } = workspace;
  const mayEdit = permissions.includes("api-keys.manage");
  const { data } = useQuery({ ...trpc.apiKeys.list.queryOptions(), initialData: initial, enabled: mayEdit });
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() });
  const revoke = useMutation(trpc.apiKeys.revoke.mutationOptions({ onError: toastError, onSettled: refresh }));
  return (
    <>
      <Section
        title="API keys"
        note={
          <>
            For scripts that use the{" "}
            <Link
              href="/docs/api"
              className="rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline"
            >
              REST API
            </Link>
            . A key has the scopes it was created with, and loses what the person who created it loses.
          </>
        }
        action={mayEdit ? <KeyDialog onCreated={refresh} permissions={permissions} /> : undefined}
      >
        {data.length === 0 ? (
          <EmptyState icon={<KeyRound />} title="No API keys" className="py-8">
            With a key, a script can build, publish and run pipelines.
          </EmptyState>
        ) : (
          <KeyTable label="API keys" keys={data} onRevoke={({ id }) => revoke.mutate({ id })} />
        )}
      </Section>
      {permissions.includes("service-accounts.manage") ? <ServiceAccounts /> : null}
    </>
  );
}
