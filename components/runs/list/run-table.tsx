"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { isFinished } from "../../../lib/run.ts";
import type { RunListItem, RunSummary } from "../../../lib/views/run-views.ts";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { formatCount, formatDuration, formatTotalCost, underCost } from "../../ui/text/format.ts";
import { StatusIcon, StatusPill } from "../../ui/text/status-pill.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Until } from "../../ui/text/until.tsx";
import { shortRunId } from "../run-id.ts";
import { useNow } from "../use-now.ts";
import { RunRowMenu } from "./run-row-menu.tsx";
import { triggerLabels } from "./trigger-label.ts";

const wide = "max-md:hidden";
const wideOnly = "max-sm:hidden";

type Props = {
  runs: readonly RunListItem[] | undefined;
  /** Of several pipelines: each row names its own. */
  isMixed: boolean;
};

export function RunTable({ runs, isMixed }: Props) {
  return (
    <Table
      label="Runs"
      head={
        <>
          <Th className="w-10 sm:w-32">
            <span className="max-sm:sr-only">Status</span>
          </Th>
          <Th>{isMixed ? "Pipeline and run" : "Run"}</Th>
          <Th className={wide}>Version</Th>
          <Th className={wide}>Trigger</Th>
          <Th className={`${wide} text-right`}>Tokens</Th>
          <Th className={`${wide} text-right`}>Cost</Th>
          <Th className={`${wideOnly} text-right`}>Time</Th>
          <Th className="text-right">Started</Th>
          <Th className="w-10">
            <span className="sr-only">Actions</span>
          </Th>
        </>
      }
    >
      {runs ? runs.map((run) => <RunRow key={run.id} run={run} isMixed={isMixed} />) : <LoadingRows />}
    </Table>
  );
}

function RunRow({ run, isMixed }: Omit<Props, "runs"> & { run: RunListItem }) {
  const tokens = run.tokensIn + run.tokensOut;
  return (
    <tr className="relative transition-colors hover:bg-hover/50">
      <Td>
        <StatusPill status={run.status} className={wideOnly} />
        <StatusIcon status={run.status} className="sm:hidden" />
      </Td>
      <Td className={clsx("max-w-80 max-sm:max-w-36", isMixed && "py-1.5")}>
        {isMixed ? (
          <p className="truncate font-medium">
            <Link href={`/p/${run.pipelineId}`} className="relative z-10 rounded-sm hover:underline">
              {run.pipelineName}
            </Link>
          </p>
        ) : null}
        <p className="truncate text-muted text-xs">
          <Link
            href={`/runs/${run.id}`}
            aria-label={`Run ${shortRunId(run.id)}`}
            // It lies over the whole row, so that only its own title is seen.
            title={run.error?.message ?? run.pause?.message}
            className="rounded-sm font-mono text-ink after:absolute after:inset-0"
          >
            {shortRunId(run.id)}
          </Link>
          <span className="pl-2 font-mono tabular-nums sm:hidden">
            <RunTime run={run} />
          </span>
          {run.inputPreview ? <span className="pl-2 max-sm:hidden">{run.inputPreview}</span> : null}
        </p>
        {run.inputPreview ? <p className="truncate text-muted text-xs sm:hidden">{run.inputPreview}</p> : null}
        {run.error ? <p className="text-danger text-xs max-sm:line-clamp-3 sm:truncate">{run.error.message}</p> : null}
        {run.pause ? (
          <p className="text-warning text-xs max-sm:line-clamp-3 sm:truncate">
            {run.pause.since === null ? null : (
              <>
                Waiting since <Until at={run.pause.since} />:{" "}
              </>
            )}
            {run.pause.message}
          </p>
        ) : null}
      </Td>
      <Td className={wide}>
        <Badge>{run.version === null ? "Draft" : `v${run.version}`}</Badge>
      </Td>
      <Td className={`${wide} whitespace-nowrap text-muted`}>{triggerLabels[run.trigger]}</Td>
      <Td className={`${wide} text-right font-mono text-muted text-xs tabular-nums`}>
        {tokens === 0 ? "–" : formatCount(tokens)}
      </Td>
      <Td className={`${wide} whitespace-nowrap text-right font-mono text-muted text-xs tabular-nums`}>
        {tokens === 0 ? "–" : shortCost(run)}
      </Td>
      <Td className={`${wideOnly} whitespace-nowrap text-right font-mono text-xs tabular-nums`}>
        <RunTime run={run} />
      </Td>
      <Td className="whitespace-nowrap text-right text-muted">
        <TimeAgo at={run.createdAt} />
      </Td>
      <Td className="relative z-10 w-10">
        <RunRowMenu run={run} />
      </Td>
    </tr>
  );
}

/** As narrow as a column of a list wants it: “≥” for what is not the whole. */
function shortCost(run: RunSummary): string {
  return underCost(formatTotalCost(run)).replace("at least ", "≥ ");
}

function RunTime({ run }: { run: RunSummary }) {
  if (run.durationMs !== null) return formatDuration(run.durationMs);
  return run.startedAt === null || isFinished(run.status) ? "–" : <TimeSoFar since={Date.parse(run.startedAt)} />;
}

/** Counts on while the run does. `since` is in milliseconds. */
function TimeSoFar({ since }: { since: number }) {
  const now = useNow(true, since);
  return <span className="text-info">{formatDuration(Math.max(0, now - since))}</span>;
}

function LoadingRows() {
  return ["a", "b", "c", "d"].map((key) => (
    <tr key={key}>
      <Td colSpan={9}>
        <Skeleton className="h-4" />
      </Td>
    </tr>
  ));
}
