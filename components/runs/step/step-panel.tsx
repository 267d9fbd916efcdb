"use client";
import { CornerLeftUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { outcomeTitles } from "../../../lib/models/usage.ts";
import type { StepView } from "../../../lib/views/run-views.ts";
import { Button } from "../../ui/form/button.tsx";
import { Facts } from "../../ui/text/facts.tsx";
import { formatCost, formatCount, formatDuration, underCost } from "../../ui/text/format.ts";
import { OnBoardMark } from "../../ui/text/on-board-mark.tsx";
import { StatusPill } from "../../ui/text/status-pill.tsx";
import { RunLink } from "../run-link.tsx";
import type { Attempt } from "../timeline/fold-attempts.ts";
import type { LiveRun } from "../timeline/fold-detail.ts";
import { formatNodePath, type NodeInfo, type NodeInfos } from "../timeline/node-info.ts";
import { stepTime } from "../timeline/timeline-scale.ts";
import { StepBody } from "./step-body.tsx";

type Props = {
  runId: string;
  step: StepView;
  info: NodeInfo;
  nodes: NodeInfos;
  /** What the model has said so far. */
  text: string;
  texts?: LiveRun["texts"];
  /** As far as the log has been read. */
  attempts: readonly Attempt[];
  isLive: boolean;
  /** Of a share link. */
  isVisitor?: boolean;
  /** Of a step in an item: back to the step around it. */
  onBack?: () => void;
};

/** Everything known of one step: what went in, what came out, what it took, and what went wrong. */
export function StepPanel({ step, info, isVisitor = false, onBack, ...rest }: Props) {
  return (
    <article aria-label={`Step ${info.title}`} className="rounded-card border bg-panel">
      <header className="flex flex-col gap-1.5 px-4 py-3">
        {onBack ? (
          <Button size="sm" tone="ghost" className="-ml-2 self-start" onClick={onBack}>
            <CornerLeftUp aria-hidden className="size-3.5" /> {outerTitle(rest.nodes, step.nodeId)}
          </Button>
        ) : null}
        <div className="flex items-center justify-between gap-3">
          <h2 className="truncate font-semibold text-md">{info.title}</h2>
          <StatusPill status={step.status} />
        </div>
        <Facts facts={factsOf(step, info, stepTime(step, rest.attempts))} />
        <OnBoardMark model={step.model} isVisitor={isVisitor} />
      </header>
      <StepBody step={step} info={info} isVisitor={isVisitor} {...rest} />
    </article>
  );
}

/** The titles of the nodes around one. */
function outerTitle(nodes: NodeInfos, path: string): string {
  return formatNodePath(nodes, path.split("/").slice(0, -1).join("/"));
}

function factsOf(step: StepView, info: NodeInfo, time: number | null): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [["Type", info.typeTitle]];
  if (step.iteration !== "")
    facts.push([
      "Item",
      step.iteration
        .split("/")
        .map((index) => Number(index) + 1)
        .join(" › "),
    ]);
  const { pipelineId, name = "" } = info.inside ?? {};
  if (pipelineId) facts.push(["Pipeline", <PipelineLink key="pipeline" pipelineId={pipelineId} name={name} />]);
  if (step.reusedFrom !== null) facts.push(["Reused from", <RunLink key="from" id={step.reusedFrom} />]);
  if (time !== null) facts.push(["Took", formatDuration(time)]);
  if (step.attempt > 1) facts.push(["Attempts", String(step.attempt)]);
  if (step.model !== null) facts.push(["Model", step.model]);
  if (step.outcome !== null) facts.push(["Answer", outcomeTitles[step.outcome]]);
  if (step.tokensIn !== null || step.tokensOut !== null) {
    facts.push(["Tokens", `${formatCount(step.tokensIn ?? 0)} in · ${formatCount(step.tokensOut ?? 0)} out`]);
    facts.push(["Cost", underCost(formatCost(step.costUsd))]);
  }
  return facts;
}

function PipelineLink({ pipelineId, name }: { pipelineId: string; name: string }) {
  return (
    <Link href={`/p/${pipelineId}`} className="text-accent-ink hover:underline">
      {name}
    </Link>
  );
}
