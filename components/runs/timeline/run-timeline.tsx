"use client";
import { clsx } from "clsx";
import type { KeyboardEvent, ReactNode } from "react";
import type { Category } from "../../../lib/node-types/manifest.ts";
import type { RunStatus, StepStatus } from "../../../lib/run.ts";
import type { Progress } from "../../../lib/views/nested-views.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import { categoryStyle } from "../../ui/text/category-color.ts";
import { formatDuration } from "../../ui/text/format.ts";
import { StatusIcon, statusStyles } from "../../ui/text/status-pill.tsx";
import { shortRunId } from "../run-id.ts";
import type { LiveRun } from "./fold-detail.ts";
import { shortProgress } from "./format-progress.ts";
import { infoOf, type NodeInfo, type NodeInfos } from "./node-info.ts";
import { TimelineBars } from "./timeline-bars.tsx";
import {
  type Bar,
  barOf,
  formatTick,
  inOrder,
  runSpan,
  type Span,
  stepBars,
  stepTime,
  ticksOf,
} from "./timeline-scale.ts";
import type { ProgressByNode } from "./use-progress.ts";

/** The key of the first row, which stands for the run as a whole. */
export const wholeRun = "";

/** One row a step, one bar an execution, over a common scale. Choosing a row shows its values beside. */
export function RunTimeline({
  run,
  nodes,
  attempts,
  progress,
  now,
  selected,
  onSelect,
}: {
  run: RunDetail;
  nodes: NodeInfos;
  attempts: LiveRun["attempts"];
  progress: ProgressByNode;
  /** Milliseconds since the epoch: where the bars of what still runs end. */
  now: number;
  selected: string;
  onSelect: (key: string) => void;
}) {
  const span = runSpan(run, now);
  const rows = inOrder(run.steps.filter(isOutside), (id) => infoOf(nodes, id).depth);
  return (
    <section aria-label="Timeline" className="@container overflow-hidden rounded-card border bg-panel">
      <Scale span={span} />
      {/* Arrow keys move between the rows, which are buttons and also in the tab order. */}
      <ol onKeyDown={moveFocus} className="p-1">
        <Row
          title="Whole run"
          status={run.status}
          bars={[barOf(span.from, span.to, span)]}
          barClass="bg-line-strong"
          time={run.durationMs}
          isSelected={selected === wholeRun}
          onSelect={() => onSelect(wholeRun)}
        />
        {rows.map((step) => (
          <Row
            key={step.nodeId}
            title={infoOf(nodes, step.nodeId).title}
            note={noteOf(step, infoOf(nodes, step.nodeId), progress.get(step.nodeId))}
            status={step.status}
            bars={step.reusedFrom === null ? stepBars(step, attempts[step.nodeId] ?? [], span) : []}
            {...(step.reusedFrom === null ? {} : { barLabel: `from run ${shortRunId(step.reusedFrom)}` })}
            category={infoOf(nodes, step.nodeId).category}
            barClass={barClass(step.status)}
            time={stepTime(step, attempts[step.nodeId] ?? [])}
            isSelected={selected === step.nodeId}
            onSelect={() => onSelect(step.nodeId)}
          />
        ))}
      </ol>
    </section>
  );
}

/** Where there is little space the names of the steps come before their bars, and where there is none the bars go. */
const columns =
  "grid grid-cols-[minmax(7rem,1fr)_minmax(5rem,1.2fr)_5.25rem] items-center gap-3 px-2 @max-[26rem]:grid-cols-[minmax(0,1fr)_5rem_4.25rem] @max-[26rem]:gap-2 @max-[16rem]:grid-cols-[minmax(0,1fr)_4.25rem]";

function Scale({ span }: { span: Span }) {
  const total = span.to - span.from;
  return (
    <div aria-hidden className={clsx(columns, "h-8 border-b px-3 text-2xs text-muted")}>
      <span>Step</span>
      <span className="relative h-4 tabular-nums @max-[16rem]:hidden">
        {ticksOf(span).map((at) => (
          <span key={at} className="absolute whitespace-nowrap" style={{ left: `${(at / total) * 100}%` }}>
            {formatTick(at)}
          </span>
        ))}
      </span>
      <span className="text-right">Time</span>
    </div>
  );
}

function Row({
  title,
  note,
  status,
  bars,
  barLabel,
  category,
  barClass,
  time,
  isSelected,
  onSelect,
}: {
  title: string;
  note?: ReactNode;
  status: RunStatus | StepStatus;
  bars: readonly Bar[];
  /** In the place of a bar. */
  barLabel?: string;
  /** Of the node's type: the bar has its colour. */
  category?: Category | undefined;
  barClass: string;
  time: number | null;
  isSelected: boolean;
  onSelect: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        aria-current={isSelected}
        onClick={onSelect}
        className={clsx(
          columns,
          "-outline-offset-2 min-h-9 w-full rounded-md text-left",
          isSelected ? "bg-hover" : "hover:bg-hover/60",
        )}
      >
        <span className="flex min-w-0 items-center gap-2">
          <StatusIcon status={status} className="size-3.5" />
          <span className="flex min-w-0 @max-[26rem]:flex-col @[26rem]:items-center @[26rem]:gap-2">
            <span className="truncate font-medium">{title}</span>
            {note}
          </span>
        </span>
        <span className="relative h-2.5 @max-[16rem]:hidden" style={categoryStyle(category)}>
          {barLabel ? (
            <span className="-translate-y-1/2 absolute inset-x-0 top-1/2 truncate text-2xs text-muted">{barLabel}</span>
          ) : (
            <TimelineBars bars={bars} barClass={barClass} />
          )}
        </span>
        <span className="whitespace-nowrap text-right font-mono text-muted text-xs tabular-nums">
          {time === null ? (bars.length > 0 ? "" : statusStyles[status].label) : formatDuration(time)}
        </span>
      </button>
    </li>
  );
}

/** What lies inside a map or loop is shown with it. */
function isOutside({ nodeId }: StepView): boolean {
  return !nodeId.includes("/");
}

function noteOf(step: StepView, { inside }: NodeInfo, progress: Progress | undefined): ReactNode {
  if (step.attempt > 1) return <span className="text-2xs text-warning">attempt {step.attempt}</span>;
  if (!progress || !inside) return null;
  return (
    <span className={clsx("shrink-0 text-2xs tabular-nums", progress.failed > 0 ? "text-danger" : "text-muted")}>
      {shortProgress(progress, inside.of)}
    </span>
  );
}

/** A bar takes the colour of its node's category; trouble takes its own. */
function barClass(status: StepStatus): string {
  if (status === "succeeded") return "bg-(--category)";
  if (status === "running") return "animate-pulse bg-(--category)";
  return statusStyles[status].bar;
}

function moveFocus(event: KeyboardEvent<HTMLOListElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const row = document.activeElement?.closest("li");
  const next = (step > 0 ? row?.nextElementSibling : row?.previousElementSibling)?.querySelector("button");
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}
