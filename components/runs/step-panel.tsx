"use client";
import type { ReactNode } from "react";
import type { StepView } from "../../lib/run-views.ts";
import { formatCount, formatDuration } from "../ui/format.ts";
import { Notice } from "../ui/notice.tsx";
import { StatusPill } from "../ui/status-pill.tsx";
import { Facts } from "./facts.tsx";
import type { NodeInfo } from "./node-info.ts";
import { RunLink } from "./run-link.tsx";
import { StreamingText } from "./streaming-text.tsx";
import { ValuesSection } from "./values-section.tsx";

/** Everything known of one step: what went in, what came out, what it took, and what went wrong. */
export function StepPanel({ step, info, text }: { step: StepView; info: NodeInfo; text: string }) {
  const isOpen = step.status === "running" || step.status === "retrying";
  return (
    <article aria-label={`Step ${info.title}`} className="rounded-card border bg-panel">
      <header className="flex flex-col gap-1.5 px-4 py-3">
        <div className="flex items-center justify-between gap-3">
          <h2 className="truncate font-semibold text-md">{info.title}</h2>
          <StatusPill status={step.status} />
        </div>
        <Facts facts={factsOf(step, info)} />
      </header>
      {step.error ? (
        <Notice tone={step.status === "retrying" ? "warning" : "danger"} className="mx-4 mb-3">
          {step.error.message}
        </Notice>
      ) : null}
      {isOpen && text !== "" ? <StreamingText text={text} /> : null}
      {isOpen ? null : (
        <ValuesSection title="Output" values={step.output} ports={info.ports.outputs} empty={noOutput(step.status)} />
      )}
      <ValuesSection title="Input" values={step.input} ports={info.ports.inputs} empty={noInput(isOpen)} />
    </article>
  );
}

function factsOf(step: StepView, info: NodeInfo): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [["Type", info.typeTitle]];
  if (step.reusedFrom !== null) facts.push(["Taken over from", <RunLink key="from" id={step.reusedFrom} />]);
  if (step.durationMs !== null) facts.push(["Took", formatDuration(step.durationMs)]);
  if (step.attempt > 1) facts.push(["Tries", String(step.attempt)]);
  if (step.model !== null) facts.push(["Model", step.model]);
  if (step.tokensIn !== null || step.tokensOut !== null) {
    facts.push(["Tokens", `${formatCount(step.tokensIn ?? 0)} in · ${formatCount(step.tokensOut ?? 0)} out`]);
  }
  return facts;
}

function noOutput(status: StepView["status"]): string {
  if (status === "skipped") return "Skipped: the run took another way.";
  if (status === "failed") return "It failed before there was any.";
  if (status === "cancelled") return "Cancelled before there was any.";
  return "None.";
}

function noInput(isOpen: boolean): string {
  return isOpen ? "Written down when the step is done." : "None.";
}
