"use client";
import Link from "next/link";
import type { RunSummary } from "../../lib/run-views.ts";
import { Badge } from "../ui/badge.tsx";
import { formatCount, formatDuration } from "../ui/format.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { StatusPill } from "../ui/status-pill.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import { shortRunId } from "./run-id.ts";
import { RunRowMenu } from "./run-row-menu.tsx";
import { triggerLabels } from "./trigger-label.ts";

const wide = "max-md:hidden";

type Props = {
  runs: readonly RunSummary[] | undefined;
  /** The person may look and not act. */
  isLocked: boolean;
};

export function RunTable({ runs, isLocked }: Props) {
  return (
    <Table
      label="Runs"
      head={
        <>
          <Th className="w-32">Status</Th>
          <Th>Run</Th>
          <Th className={wide}>Version</Th>
          <Th className={wide}>Trigger</Th>
          <Th className={`${wide} text-right`}>Tokens</Th>
          <Th className="text-right">Time</Th>
          <Th className="text-right">Started</Th>
          <Th className="w-10">
            <span className="sr-only">Actions</span>
          </Th>
        </>
      }
    >
      {runs ? runs.map((run) => <RunRow key={run.id} run={run} isLocked={isLocked} />) : <LoadingRows />}
    </Table>
  );
}

function RunRow({ run, isLocked }: { run: RunSummary; isLocked: boolean }) {
  const tokens = run.tokensIn + run.tokensOut;
  return (
    <tr className="relative transition-colors hover:bg-hover/50">
      <Td>
        <StatusPill status={run.status} />
      </Td>
      <Td className="max-w-80">
        <Link href={`/runs/${run.id}`} className="rounded-sm font-mono text-xs after:absolute after:inset-0">
          {shortRunId(run.id)}
        </Link>
        {run.error ? <p className="truncate text-muted text-xs">{run.error.message}</p> : null}
      </Td>
      <Td className={wide}>
        <Badge>{run.version === null ? "Draft" : `v${run.version}`}</Badge>
      </Td>
      <Td className={`${wide} whitespace-nowrap text-muted`}>{triggerLabels[run.trigger]}</Td>
      <Td className={`${wide} text-right font-mono text-muted text-xs tabular-nums`}>
        {tokens === 0 ? "–" : formatCount(tokens)}
      </Td>
      <Td className="whitespace-nowrap text-right font-mono text-xs tabular-nums">
        {run.durationMs === null ? "–" : formatDuration(run.durationMs)}
      </Td>
      <Td className="whitespace-nowrap text-right text-muted">
        <TimeAgo at={run.createdAt} />
      </Td>
      <Td className="relative z-10 w-10">
        <RunRowMenu run={run} isLocked={isLocked} />
      </Td>
    </tr>
  );
}

function LoadingRows() {
  return ["a", "b", "c", "d"].map((key) => (
    <tr key={key}>
      <Td colSpan={8}>
        <Skeleton className="h-4" />
      </Td>
    </tr>
  ));
}
