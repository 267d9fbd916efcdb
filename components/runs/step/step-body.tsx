"use client";
import type { StepView } from "../../../lib/views/run-views.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { Until } from "../../ui/text/until.tsx";
import { StreamingText } from "../../values/streaming-text.tsx";
import type { Attempt } from "../timeline/fold-attempts.ts";
import type { LiveRun } from "../timeline/fold-detail.ts";
import type { NodeInfo, NodeInfos } from "../timeline/node-info.ts";
import { AttemptsSection } from "./attempts-section.tsx";
import { describeWait } from "./describe-wait.ts";
import { NestedSection } from "./nested-section.tsx";
import { ValuesSection } from "./values-section.tsx";

const Expressions = lazyPart(async () => (await import("./step-expressions.tsx")).StepExpressions, { isExtra: true });

const Answers = lazyPart(async () => (await import("./answers-section.tsx")).AnswersSection, { isExtra: true });

type Props = {
  step: StepView;
  info: NodeInfo;
  text: string;
  /** Of the whole run, as far as models have said something. */
  texts?: LiveRun["texts"];
  isVisitor?: boolean;
  attempts?: readonly Attempt[];
  runId: string;
  nodes: NodeInfos;
  isLive: boolean;
};

/** What went wrong with a step, what is inside it, what came out and what went in. */
export function StepBody(props: Props) {
  const { step, info, text, texts = {}, isVisitor = false, attempts = [], runId, nodes, isLive } = props;
  const isOpen = step.status === "running" || step.status === "retrying" || step.status === "waiting";
  return (
    <>
      {step.error ? (
        <Notice tone={step.status === "retrying" ? "warning" : "danger"} className="mx-4 my-3">
          {step.error.message}
          {step.status === "retrying" && step.waitUntil !== null ? (
            <p>
              {step.error.isOutage ? "Looks again" : "Next attempt"} at <Until at={step.waitUntil} />.
            </p>
          ) : null}
        </Notice>
      ) : null}
      {step.status === "waiting" ? (
        <p className="px-4 py-3 text-muted">{describeWait(step, info.inside !== undefined)}.</p>
      ) : null}
      {attempts.length > 1 ? <AttemptsSection attempts={attempts} /> : null}
      {isOpen && text !== "" ? <StreamingText text={text} /> : null}
      {info.answers ? <Answers answers={info.answers} {...{ step, texts, runId, isVisitor }} /> : null}
      {info.inside && step.reusedFrom === null ? (
        <NestedSection
          {...{ runId, step, nodes, isLive }}
          drawStep={(inner, of) => <StepBody step={inner} info={of} text="" {...{ runId, nodes, isLive }} />}
        />
      ) : null}
      {isOpen ? null : (
        <ValuesSection title="Output" values={step.output} ports={info.ports.outputs} empty={noOutput(step.status)} />
      )}
      {info.expressions.length > 0 && step.input !== null && !isOpen ? <Expressions step={step} info={info} /> : null}
      <ValuesSection title="Input" values={step.input} ports={info.ports.inputs} empty={noInput(isOpen)} />
    </>
  );
}

function noOutput(status: StepView["status"]): string {
  if (status === "skipped") return "Skipped: the run took another branch.";
  if (status === "failed") return "The step failed before it had output.";
  if (status === "cancelled") return "Cancelled before the step had output.";
  return "None.";
}

function noInput(isOpen: boolean): string {
  return isOpen ? "Available when the step is done." : "None.";
}
