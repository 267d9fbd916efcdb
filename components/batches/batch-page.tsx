"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { BatchView } from "../../lib/views/live/batch-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Facts } from "../ui/text/facts.tsx";
import { formatCost, formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { Progress } from "../ui/text/progress.tsx";
import { BatchActions } from "./batch-actions.tsx";
import { BatchPill, endedRows, formatLeft, formatRows, isMoving } from "./batch-state.tsx";
import { MappingForm } from "./mapping-form.tsx";
import { RowList } from "./row-list.tsx";

const refreshMs = 1500;

export function BatchPage({ initial, pipelineName }: { initial: BatchView; pipelineName: string }) {
  const trpc = useTRPC();
  const mayEdit = useMay("runs.start");
  const { id: batchId, pipelineId } = initial;
  const { data: batch } = useQuery({
    ...trpc.batches.get.queryOptions({ id: pipelineId, batchId }),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? refreshMs : false),
  });
  const mayStart = batch.state === "ready" || batch.state === "refused";
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/", label: "Pipelines" },
          { href: `/p/${pipelineId}`, label: pipelineName },
          { href: `/p/${pipelineId}/batches`, label: "Batches" },
        ]}
        title={batch.name}
        aside={<BatchPill batch={batch} />}
        actions={mayEdit ? <BatchActions batch={batch} /> : null}
      />
      <div className="flex flex-col gap-5">
        {batch.error === null ? null : (
          <Notice tone={batch.state === "failed" ? "danger" : "warning"}>{batch.error}</Notice>
        )}
        {batch.startedAt === null ? null : <Standing batch={batch} />}
        {mayStart && mayEdit ? <MappingForm key={batch.state} batch={batch} /> : null}
        {batch.total > 0 ? <RowList key={batch.refused > 0 ? "refused" : "rows"} batch={batch} /> : null}
      </div>
    </>
  );
}

function Standing({ batch }: { batch: BatchView }) {
  const { total, succeeded, failed, refused, cancelled, running, waiting, perMinute, tokens, costUsd } = batch;
  const counts: [string, ReactNode][] = [
    ["Succeeded", formatCount(succeeded)],
    ["Failed", formatCount(failed)],
    ...(refused > 0 ? ([["Did not fit", formatCount(refused)]] satisfies [string, string][]) : []),
    ...(cancelled > 0 ? ([["Not run", formatCount(cancelled)]] satisfies [string, string][]) : []),
    ["Running", formatCount(running)],
    ["Waiting", formatCount(waiting)],
    ...(perMinute === null ? [] : ([["Rate", `${formatRate(perMinute)} per minute`]] satisfies [string, string][])),
    ...(tokens === 0 ? [] : ([["Cost so far", formatCost(costUsd)]] satisfies [string, string][])),
  ];
  return (
    <section aria-label="Progress" className="flex flex-col gap-3 rounded-card border bg-panel px-4 py-3.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="font-medium tabular-nums">
          {formatCount(endedRows(batch))} of {formatRows(total)}
        </p>
        <p className="text-muted text-xs tabular-nums">{formatLeft(batch)}</p>
      </div>
      <Progress label="Rows that have ended" done={endedRows(batch)} total={total} className="h-1.5" />
      <Facts facts={counts} />
    </section>
  );
}

function formatRate(rows: number): string {
  return rows < 10 ? String(rows) : formatCount(Math.round(rows));
}
