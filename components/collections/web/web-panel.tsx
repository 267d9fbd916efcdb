"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { WebSourceView } from "../../../lib/views/web-source-views.ts";
import { useMay } from "../../api/member.tsx";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { countOf, formatCount } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { Progress } from "../../ui/text/progress.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Until } from "../../ui/text/until.tsx";
import { AddWebDialog, EditWebDialog } from "./add-web-dialog.tsx";
import { FailedPages } from "./failed-pages.tsx";

type Props = { collectionId: string; onChanged: () => void };

/** Pages of the web that are documents of the collection, each source with how far it is. */
export function WebPanel({ collectionId: id, onChanged }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("collections.write");
  const { data: sources = [] } = useQuery({
    ...trpc.sources.list.queryOptions({ id }),
    refetchInterval: ({ state }) => (state.data?.some(({ isRefreshing }) => isRefreshing) ? 1000 : false),
  });
  useWhileRefreshing(sources, onChanged);
  const reload = () => {
    queries.invalidateQueries({ queryKey: trpc.sources.list.queryKey({ id }) });
    onChanged();
  };
  if (sources.length === 0 && !mayEdit) return null;
  return (
    <section aria-label="Web pages" className="flex flex-col gap-3 rounded-card border bg-panel p-4">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold text-md">Web pages</h2>
        {mayEdit ? <AddWebDialog collectionId={id} onAdded={reload} /> : null}
      </header>
      {sources.length === 0 ? (
        <p className="text-muted text-xs">Pages and sitemaps whose pages become documents and are kept up to date.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {sources.map((source) => (
            <SourceItem key={source.id} collectionId={id} source={source} onChanged={reload} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The documents come while pages are visited, and the last of them when that ends. */
function useWhileRefreshing(sources: readonly WebSourceView[], onChanged: () => void): void {
  const visited = sources.map(({ pages, isRefreshing }) => `${pages.waiting} ${isRefreshing}`).join();
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (before.current !== undefined && before.current !== visited) onChanged();
    before.current = visited;
  }, [visited, onChanged]);
}

type ItemProps = { collectionId: string; source: WebSourceView; onChanged: () => void };

function SourceItem({ collectionId, source, onChanged }: ItemProps) {
  const trpc = useTRPC();
  const mayEdit = useMay("collections.write");
  const [isDoomed, setDoomed] = useState(false);
  const at = { id: collectionId, sourceId: source.id };
  const refresh = useMutation(trpc.sources.refresh.mutationOptions({ onError: toastError, onSettled: onChanged }));
  const remove = useMutation(trpc.sources.delete.mutationOptions({ onError: toastError, onSettled: onChanged }));
  const { address, isRefreshing, error, pages } = source;
  return (
    <li className="flex flex-col gap-1.5 py-3 first:pt-0 last:pb-0">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 truncate font-medium" title={address}>
          {address.replace(/^https?:\/\//, "")}
        </p>
        {mayEdit ? (
          <>
            <Button
              size="sm"
              busy={refresh.isPending}
              disabled={isRefreshing}
              aria-label={`Refresh ${address}`}
              onClick={() => refresh.mutate(at)}
            >
              <RefreshCw aria-hidden className="size-3.5" />
              Refresh
            </Button>
            <EditWebDialog collectionId={collectionId} source={source} onChanged={onChanged} />
            <IconButton label={`Remove ${address}`} size="sm" onClick={() => setDoomed(true)}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        ) : null}
      </div>
      <SourceState source={source} />
      {error === null ? null : <Notice tone="danger">{error}</Notice>}
      {pages.failed > 0 ? <FailedPages collectionId={collectionId} source={source} /> : null}
      <ConfirmDialog
        open={isDoomed}
        onOpenChange={setDoomed}
        title={`Remove “${address}”?`}
        action="Remove"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(at)}
      >
        The documents of its pages are deleted too, but those that another source of this collection lists.
      </ConfirmDialog>
    </li>
  );
}

function SourceState({ source }: { source: WebSourceView }) {
  const { address, isRefreshing, pages, refreshedAt, nextAt } = source;
  const total = Object.values(pages).reduce((sum, count) => sum + count, 0);
  if (isRefreshing) {
    return (
      <div role="status" className="flex flex-col gap-1 text-muted text-xs tabular-nums">
        {total === 0 || pages.waiting === 0
          ? "Reading which pages there are"
          : `${formatCount(total - pages.waiting)} of ${formatCount(total)} pages`}
        <Progress label={`Reading ${address}`} done={total - pages.waiting} total={total} />
      </div>
    );
  }
  return (
    <p className="text-muted text-xs tabular-nums">
      {describePages(pages)}
      {refreshedAt === null ? null : (
        <>
          {" "}
          Refreshed <TimeAgo at={refreshedAt} />.
        </>
      )}
      {nextAt === null ? null : (
        <>
          {" "}
          Next: <Until at={nextAt} />.
        </>
      )}
    </p>
  );
}

const shown = ["added", "changed", "unchanged", "gone", "failed"] as const;

function describePages(pages: WebSourceView["pages"]): string {
  const total = shown.reduce((sum, state) => sum + pages[state], 0);
  const parts = shown.flatMap((state) => (pages[state] === 0 ? [] : `${formatCount(pages[state])} ${state}`));
  return `${countOf(total, "page")}${parts.length === 0 ? "." : `: ${parts.join(", ")}.`}`;
}
