"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { RunSummary } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { formatDuration } from "../../ui/text/format.ts";
import { StatusIcon } from "../../ui/text/status-pill.tsx";

type Props = { runId: string; nodeId: string; isLive: boolean };

/** The runs into which a long list was cut, in the order of the list. */
export function ChildRuns({ runId, nodeId, isLive }: Props) {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: ["child-runs", runId, isLive],
    queryFn: ({ signal }) => client.runs.list.query({ parentId: runId, limit: 200 }, { signal }),
    placeholderData: (before) => before,
    refetchInterval: isLive ? 3000 : false,
  });
  const runs = data?.items.filter((run) => run.parentNode === nodeId) ?? [];
  if (runs.length === 0) return null;
  const ended = runs.filter(({ status }) => status === "succeeded" || status === "failed" || status === "cancelled");
  return (
    <details className="group" open={runs.length <= 8}>
      <summary className="cursor-pointer rounded-sm text-muted text-xs">
        Split into {runs.length}
        {data?.nextCursor === undefined ? "" : " or more"} runs, {ended.length} finished
      </summary>
      <ul className="mt-1 flex flex-col">
        {runs.toSorted(byPart).map((run) => (
          <li key={run.id}>
            <Link
              href={`/runs/${run.id}`}
              className="flex min-h-8 items-center gap-2 rounded-md px-1 tabular-nums hover:bg-hover/60"
            >
              <StatusIcon status={run.status} className="size-3.5" />
              <span className="shrink-0">Part {(run.parentIndex ?? 0) + 1}</span>
              <span className="min-w-0 flex-1 truncate text-danger text-xs">{run.error?.message}</span>
              <span className="font-mono text-muted text-xs">
                {run.durationMs === null ? "" : formatDuration(run.durationMs)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function byPart(a: RunSummary, b: RunSummary): number {
  return (a.parentIndex ?? 0) - (b.parentIndex ?? 0);
}
