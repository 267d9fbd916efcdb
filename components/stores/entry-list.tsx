"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { EntryPage } from "../../lib/views/state-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { ConfirmButton } from "../ui/overlay/confirm-button.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Facts } from "../ui/text/facts.tsx";
import { formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { Until } from "../ui/text/until.tsx";
import { JsonView } from "../values/json-view.tsx";

type Entry = EntryPage["entries"][number];

/** Entries of a store; each opens to its whole value. */
export function EntryList({ store, entries }: { store: string; entries: readonly Entry[] }) {
  return (
    <ol aria-label="Entries" className="divide-y divide-line overflow-hidden rounded-card border bg-panel">
      {entries.map((entry) => (
        <li key={entry.key}>
          <EntryRow store={store} entry={entry} />
        </li>
      ))}
    </ol>
  );
}

function EntryRow({ store, entry }: { store: string; entry: Entry }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="grid cursor-pointer list-none grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 transition-colors hover:bg-hover/50 sm:grid-cols-[1rem_14rem_minmax(0,1fr)_auto]">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        <span className="truncate font-mono text-xs">{entry.key}</span>
        <span className="truncate font-mono text-muted text-xs max-sm:order-last max-sm:col-span-2 max-sm:col-start-2">
          {entry.preview}
        </span>
        <span className="text-right text-muted text-xs">
          <TimeAgo at={entry.updatedAt} />
        </span>
      </summary>
      {isOpen ? <EntryDetail key={entry.version} store={store} entry={entry} /> : null}
    </details>
  );
}

function EntryDetail({ store, entry: { key, bytes, ...before } }: { store: string; entry: Entry }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("state.write");
  const { data, error } = useQuery(trpc.stores.entry.queryOptions({ name: store, key }));
  const remove = useMutation(
    trpc.stores.deleteEntry.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.stores.entries.pathKey() }),
    }),
  );
  const { version, expiresAt } = data ?? before;
  const facts: Parameters<typeof Facts>[0]["facts"] = [
    ["Version", formatCount(version)],
    ["Size", formatBytes(bytes)],
    ...(expiresAt === null ? [] : ([["Kept until", <Until key="until" at={expiresAt} />]] as const)),
  ];
  return (
    <div className="flex flex-col gap-3 border-t bg-canvas px-4 py-3">
      <Facts facts={facts} />
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      {data || error ? null : <Skeleton className="h-10" />}
      {data ? (
        <div className="max-h-96 overflow-auto">
          <JsonView value={data.value} />
        </div>
      ) : null}
      {mayEdit ? (
        <ConfirmButton
          label="Delete this entry"
          size="sm"
          className="self-start"
          title={`Delete “${key}”?`}
          action="Delete"
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ name: store, key })}
        >
          State nodes that use this key begin with nothing.
        </ConfirmButton>
      ) : null}
    </div>
  );
}
