"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import type { CredentialUse, CredentialView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/overlay/menu.tsx";
import { Td } from "../../ui/page/table.tsx";
import { countOf } from "../../ui/text/format.ts";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { providers } from "./providers.ts";
import type { Edited } from "./use-credential-form.ts";

type Props = {
  credential: CredentialView;
  /** Undefined until it is known. */
  use: CredentialUse | undefined;
  mayEdit: boolean;
  onTested: () => void;
  onEdit: (edited: Edited) => void;
  onDelete: () => void;
};

/** One credential: what it is for, whether it works, what uses it. */
export function CredentialRow({ credential, use, mayEdit, onTested, onEdit, onDelete }: Props) {
  const { id, name, provider, host, lastUsedAt } = credential;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const test = useMutation(trpc.credentials.test.mutationOptions({ onError: toastError, onSettled: onTested }));
  const edit = useMutation({
    mutationFn: () => queries.fetchQuery(trpc.credentials.address.queryOptions({ id }, { staleTime: 0 })),
    onError: toastError,
    onSuccess: ({ baseUrl }) => onEdit({ id, name, provider, baseUrl }),
  });
  return (
    <tr className="align-top">
      <Td className="max-w-56 py-2.5">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted text-xs">
          {providers[provider].label} {host === "" ? null : <span className="font-mono">· {host}</span>}
        </p>
        <p className="truncate text-muted text-xs">
          {use?.createdBy ? `Added by ${use.createdBy} · ` : null}
          {lastUsedAt === null ? "never used" : <LastUsed at={lastUsedAt} />}
        </p>
        <div className="pt-1 sm:hidden">
          <TestStatus test={credential.test} />
        </div>
      </Td>
      <Td className="min-w-40 py-2.5 max-sm:hidden">
        <TestStatus test={credential.test} />
      </Td>
      <Td className="py-2 max-sm:hidden">{use ? <Uses name={name} use={use} /> : null}</Td>
      <Td className="py-2">
        {mayEdit ? (
          <span className="flex items-center justify-end gap-1">
            <Button size="sm" busy={test.isPending} onClick={() => test.mutate({ id })}>
              Test
            </Button>
            <IconButton label={`Edit ${name}`} size="sm" disabled={edit.isPending} onClick={() => edit.mutate()}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={`Delete ${name}`} size="sm" onClick={onDelete}>
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ) : null}
      </Td>
    </tr>
  );
}

function LastUsed({ at }: { at: string }) {
  return (
    <>
      used <TimeAgo at={at} />
    </>
  );
}

function TestStatus({ test }: { test: CredentialView["test"] }) {
  if (!test) {
    return (
      <p className="flex items-center gap-1.5 text-muted text-xs">
        <CircleDashed aria-hidden className="size-3.5" /> Not tested yet
      </p>
    );
  }
  const Icon = test.ok ? CircleCheck : CircleAlert;
  return (
    <>
      <p className={test.ok ? "flex items-center gap-1.5 text-success" : "flex items-center gap-1.5 text-danger"}>
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="font-medium text-xs">{test.ok ? "Works" : "Failed"}</span>
        <TimeAgo at={test.at} className="text-muted text-xs" />
      </p>
      <p className="max-w-72 text-muted text-xs [overflow-wrap:anywhere]">{test.message}</p>
    </>
  );
}

function Uses({ name, use }: { name: string; use: CredentialUse }) {
  const described = describeUses(use);
  if (described === undefined) return <span className="inline-block pt-0.5 text-muted text-xs">Nothing yet</span>;
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" tone="ghost" className="-ml-2.5" aria-label={`What uses ${name}: ${described}`}>
          <span className="text-xs">{described}</span>
        </Button>
      }
    >
      <div className="max-h-72 overflow-y-auto">
        {use.isDefaultModel ? (
          <MenuItem asChild>
            <Link href="/settings?tab=workspace">Default model of the workspace</Link>
          </MenuItem>
        ) : null}
        {use.pipelines.map(({ id, name }) => (
          <MenuItem key={id} asChild>
            <Link href={`/p/${id}`}>
              <span className="truncate">{name}</span>
            </Link>
          </MenuItem>
        ))}
        {use.collections.map(({ id, name }) => (
          <MenuItem key={id} asChild>
            <Link href={`/collections/${id}`}>
              <span className="truncate">{name}</span>
            </Link>
          </MenuItem>
        ))}
      </div>
    </Menu>
  );
}

/** Such as “2 pipelines, 1 collection”; undefined when nothing uses it. */
export function describeUses({ isDefaultModel, pipelines, collections }: CredentialUse): string | undefined {
  const counted = [
    isDefaultModel ? "the default model" : "",
    pipelines.length === 0 ? "" : countOf(pipelines.length, "pipeline"),
    collections.length === 0 ? "" : countOf(collections.length, "collection"),
  ];
  return counted.filter((each) => each !== "").join(", ") || undefined;
}
