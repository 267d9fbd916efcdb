"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { IterationView } from "../../../lib/views/nested-views.ts";
import type { StepView } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Segments } from "../../ui/form/segments.tsx";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { type Inside, infoOf, type NodeInfos } from "../timeline/node-info.ts";
import { ChildRuns } from "./child-runs.tsx";
import { FoldingRow } from "./folding-row.tsx";
import { type DrawStep, NestedSteps } from "./nested-steps.tsx";

const nestedLabels = {
  items: { title: "Items", one: "Item" },
  rounds: { title: "Rounds", one: "Round" },
  steps: { title: "Steps inside", one: "Steps" },
} as const satisfies Record<Inside["of"], { title: string; one: string }>;

const filters = [
  { value: "all", label: "All" },
  { value: "failed", label: "Failed" },
] as const;
type Filter = (typeof filters)[number]["value"];

type Props = { runId: string; step: StepView; nodes: NodeInfos; isLive: boolean; drawStep: DrawStep };

/** What goes on inside a map, a loop or a sub-pipeline: its items or rounds, fifty at a time, each with its steps. */
export function NestedSection({ runId, step, nodes, isLive, drawStep }: Props) {
  const [filter, setFilter] = useState<Filter>("all");
  const { inside } = infoOf(nodes, step.nodeId);
  const query = useIterations({ runId, step, filter, isLive });
  const items = query.data?.pages.flatMap((page) => page.items);
  if (!inside) return null;
  const { title } = nestedLabels[inside.of];
  if (inside.of === "steps") {
    return (
      <section aria-label={title} className="flex flex-col gap-2 border-t px-4 py-3">
        <h3 className="font-semibold">{title}</h3>
        <NestedSteps nodeId={step.nodeId} iteration={step.iteration} {...{ runId, nodes, isLive, drawStep }} />
      </section>
    );
  }
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-t px-4 py-3">
      <header className="flex h-7 items-center justify-between gap-3">
        <h3 className="font-semibold">{title}</h3>
        <Segments label={`${title} shown`} value={filter} options={filters} onChange={setFilter} />
      </header>
      {query.error ? <Notice tone="danger">{userMessage(query.error)}</Notice> : null}
      {items ? null : <Skeleton className="h-9" />}
      {items?.length === 0 ? <p className="text-muted">{filter === "failed" ? "None failed." : "None."}</p> : null}
      <ul className="-mx-1 flex max-h-112 flex-col overflow-y-auto px-1">
        {items?.map((item) => (
          <Iteration
            key={item.iteration}
            item={item}
            name={nestedLabels[inside.of].one}
            {...{ runId, step, nodes, isLive, drawStep }}
          />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button size="sm" className="self-start" busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Load more
        </Button>
      ) : null}
      {step.iteration === "" ? <ChildRuns runId={runId} nodeId={step.nodeId} isLive={isLive} /> : null}
    </section>
  );
}

function Iteration({
  item,
  name,
  runId,
  step,
  nodes,
  isLive,
  drawStep,
}: Props & { item: IterationView; name: string }) {
  return (
    <FoldingRow
      status={item.status}
      durationMs={item.durationMs}
      label={
        <>
          <span className="shrink-0 tabular-nums">
            {name} {numberOf(item.iteration)}
          </span>
          <span className="min-w-0 flex-1 truncate text-danger text-xs">{item.error?.message}</span>
        </>
      }
    >
      {() => (
        <div className="mb-2 ml-2.5 border-l pl-3">
          <NestedSteps nodeId={step.nodeId} iteration={item.iteration} {...{ runId, nodes, isLive, drawStep }} />
        </div>
      )}
    </FoldingRow>
  );
}

/** People count from one. */
function numberOf(iteration: string): number {
  return Number(iteration.split("/").at(-1)) + 1;
}

function useIterations({ runId, step, filter, isLive }: Omit<Props, "nodes" | "drawStep"> & { filter: Filter }) {
  const client = useTRPCClient();
  const ask = { id: runId, nodeId: step.nodeId, iteration: step.iteration };
  const narrowed = filter === "failed" ? { ...ask, status: "failed" as const } : ask;
  return useInfiniteQuery({
    // After the end it is another question: what was read last may be from before.
    queryKey: ["iterations", narrowed, isLive],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      client.runs.iterations.query({ ...narrowed, ...(pageParam === "" ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    // A person who has paged far looks at old items; fetching all those pages again would be waste.
    refetchInterval: ({ state }) => (isLive && (state.data?.pages.length ?? 0) < 3 ? 2000 : false),
    // The last page of a list that is still growing may have more behind it by now.
    staleTime: isLive ? 0 : 60_000,
  });
}
