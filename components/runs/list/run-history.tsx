"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History, ListX } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { isFinished } from "../../../lib/run.ts";
import type { RunCount, RunPage } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { countOf } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { HistoryFilterBar, type RunScope } from "./history-filter-bar.tsx";
import { filtersToSearch, type HistoryFilters, noFilters, readFilters, toRunFilters } from "./history-filters.ts";
import { historyKey } from "./history-key.ts";
import { RunTable } from "./run-table.tsx";

type Props = {
  scope: RunScope;
  initialFilters: HistoryFilters;
  initial: RunPage;
  loadedAt: number;
};

/** All runs of a pipeline or of the workspace, newest first, kept fresh while open. The filters live in the address. */
export function RunHistory({ scope, initialFilters, initial, loadedAt }: Props) {
  const filters = useFilters(scope);
  const { query, runs, count } = useRuns({ scope, filters, initialFilters, initial, loadedAt });
  const change = (next: HistoryFilters) =>
    window.history.replaceState(null, "", `${window.location.pathname}${filtersToSearch(next)}`);
  return (
    <>
      <HistoryFilterBar filters={filters} scope={scope} onChange={change} />
      <p role="status" className="-mt-1 mb-2 h-4 text-muted text-xs tabular-nums">
        {count ? describeCount(count) : ""}
      </p>
      {query.error ? (
        <Notice tone="danger" className="mb-4">
          {userMessage(query.error)}
        </Notice>
      ) : null}
      {runs?.length === 0 ? (
        <NoRuns
          scope={scope}
          isFiltered={filtersToSearch(filters) !== ""}
          hasMore={query.hasNextPage}
          onClear={() => change(noFilters)}
        />
      ) : (
        <RunTable runs={runs} isMixed={scope.kind === "workspace"} />
      )}
      {query.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {runs?.length === 0 ? "Search older runs" : "Load older runs"}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** A link to the page that is open, such as “Runs” of the navigation, sets them too. */
function useFilters({ kind }: RunScope): HistoryFilters {
  const address = useSearchParams();
  return useMemo(() => {
    const filters = readFilters(Object.fromEntries(address));
    return kind === "workspace" ? { ...filters, version: "all" } : { ...filters, pipeline: "all" };
  }, [address, kind]);
}

function useRuns({ scope, filters, initialFilters, initial, loadedAt }: Props & { filters: HistoryFilters }) {
  const client = useTRPCClient();
  const isFirst = filtersToSearch(filters) === filtersToSearch(initialFilters);
  const ask = useMemo(
    () => ({
      limit: 50,
      ...toRunFilters(filters, isFirst ? loadedAt : Date.now()),
      ...(scope.kind === "pipeline" ? { pipelineId: scope.id } : {}),
    }),
    [scope, filters, isFirst, loadedAt],
  );
  const query = useInfiniteQuery({
    queryKey: [historyKey, ask],
    // Not tRPC's own options for infinite queries: they send a direction, which the API does not know.
    queryFn: ({ pageParam, signal }) =>
      client.runs.list.query({ ...ask, ...(pageParam === "" ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    ...(isFirst ? { initialData: { pages: [initial], pageParams: [""] } } : {}),
    // Someone who has paged far back reads old runs; fetching all those pages again would be waste.
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      if (pages.length > 3) return false;
      return pages[0]?.items.some((run) => !isFinished(run.status)) ? 1500 : 5000;
    },
  });
  const { limit: _, ...counted } = ask;
  const { data: count } = useQuery({
    queryKey: [historyKey, "count", counted],
    queryFn: ({ signal }) => client.runs.count.query(counted, { signal }),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
  return { query, count, runs: query.data?.pages.flatMap((page) => page.items) };
}

/** Nothing is said of none: the page says more of that. */
function describeCount({ count, isExact }: RunCount): string {
  if (count === 0) return "";
  const runs = countOf(count, "run");
  return isExact ? runs : `At least ${runs}`;
}

type NoRunsProps = { scope: RunScope; isFiltered: boolean; hasMore: boolean; onClear: () => void };

function NoRuns({ scope, isFiltered, hasMore, onClear }: NoRunsProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<ListX />}
        title={hasMore ? "None of the latest runs matches these filters" : "No run matches these filters"}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        {hasMore ? "Older runs have not been searched yet. " : ""}Matching runs appear here automatically.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<History />}
      title="No runs yet"
      action={
        <Button tone="primary" asChild>
          {scope.kind === "pipeline" ? (
            <Link href={`/p/${scope.id}`}>Open the canvas to run it</Link>
          ) : (
            <Link href="/">Choose a pipeline to run</Link>
          )}
        </Button>
      }
    >
      Every run is kept here with its inputs, output and steps, whether it was started on the canvas, through the API or
      from a share link.
    </EmptyState>
  );
}
