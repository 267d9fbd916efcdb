"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import type { ServiceAccountView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { Select } from "../../ui/form/select.tsx";
import { DeleteButton } from "../../ui/overlay/delete-button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { roleValueOf } from "../members/roles.ts";
import { useRoleOptions } from "../members/use-role-options.ts";
import { Section } from "../section.tsx";
import { AccountKeyDialog, NewAccountDialog } from "./account-dialogs.tsx";
import { KeyTable } from "./key-table.tsx";

/** For owners: actors of the workspace that are no people, with their keys. */
export function ServiceAccounts() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data = [], isSuccess } = useQuery(trpc.serviceAccounts.list.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.serviceAccounts.list.queryKey() });
  return (
    <Section
      title="Service accounts"
      note="For scripts and services that go on when people leave. The audit log has what they do under their own names."
      action={<NewAccountDialog onCreated={refresh} />}
    >
      {isSuccess && data.length === 0 ? (
        <EmptyState icon={<Bot />} title="No service accounts" className="py-8">
          A service account has a role and keys of its own.
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-4">
          {data.map((account) => (
            <Account key={account.id} account={account} onChanged={refresh} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Account({ account, onChanged }: { account: ServiceAccountView; onChanged: () => void }) {
  const trpc = useTRPC();
  const changed = { onError: toastError, onSettled: onChanged };
  const update = useMutation(trpc.serviceAccounts.update.mutationOptions(changed));
  const remove = useMutation(trpc.serviceAccounts.delete.mutationOptions(changed));
  const revoke = useMutation(trpc.serviceAccounts.revokeKey.mutationOptions(changed));
  const options = useRoleOptions();
  const { id, name, disabledAt, lastUsedAt, keys } = account;
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line p-4" aria-label={name}>
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-40 flex-1 max-sm:basis-full">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            {disabledAt ? <Badge tone="warning">Disabled</Badge> : null}
          </p>
          <p className="text-muted text-xs">
            {lastUsedAt ? (
              <>
                Last used <TimeAgo at={lastUsedAt} />
              </>
            ) : (
              "Never used"
            )}
          </p>
        </div>
        <div className="w-32">
          <Select
            aria-label={`What ${name} may do`}
            value={roleValueOf(account)}
            options={options}
            onChange={(next) => update.mutate({ id, role: next })}
          />
        </div>
        <AccountKeyDialog account={account} onCreated={onChanged} />
        <Button onClick={() => update.mutate({ id, disabled: disabledAt === null })}>
          {disabledAt ? "Enable" : "Disable"}
        </Button>
        <DeleteButton name={name} busy={remove.isPending} onConfirm={() => remove.mutate({ id })}>
          Its keys stop working at once. This cannot be undone.
        </DeleteButton>
      </div>
      {keys.length > 0 ? (
        <KeyTable label={`Keys of ${name}`} keys={keys} onRevoke={(key) => revoke.mutate({ id: key.id })} />
      ) : null}
    </li>
  );
}
