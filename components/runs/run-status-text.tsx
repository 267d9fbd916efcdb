import { Fragment, type ReactNode } from "react";
import type { StepStatus } from "../../lib/run.ts";
import type { RunDetail, StepView } from "../../lib/views/run-views.ts";
import { Until } from "../ui/text/until.tsx";
import { formatNodePath, infoOf, type NodeInfos } from "./timeline/node-info.ts";

/** What an unfinished run is doing, or what it waits for. */
export function RunStatusText({ run, nodes }: { run: RunDetail; nodes: NodeInfos }) {
  const sentences = run.status === "waiting" ? describePauses(run, nodes) : describeWork(run, nodes);
  return sentences.map((sentence, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no identity but their place.
    <Fragment key={index}>
      {index > 0 ? " " : ""}
      {sentence}
    </Fragment>
  ));
}

function describeWork(run: RunDetail, nodes: NodeInfos): ReactNode[] {
  const outside = run.steps.filter(({ nodeId }) => !nodeId.includes("/"));
  const working = outside.filter(({ status }) => status === "running").map(({ nodeId }) => infoOf(nodes, nodeId).title);
  const sentences = [
    ...(working.length > 0 ? [`Running ${working.join(", ")}.`] : []),
    ...pausesIn(outside).map((step) => describePause(step, nodes)),
  ];
  return sentences.length > 0 ? sentences : ["Waiting for a worker."];
}

/** Nothing in it moves: what holds it up may lie inside a map, a loop or a sub-pipeline. */
function describePauses(run: RunDetail, nodes: NodeInfos): ReactNode[] {
  const pauses = pausesIn(run.steps).map((step) => describePause(step, nodes));
  return [...(pauses.length > 0 ? pauses : ["Waiting."]), "It uses no worker meanwhile."];
}

const pausing: readonly StepStatus[] = ["retrying", "waiting"];

/** Of many items that wait at one node, the first that goes on. */
function pausesIn(steps: readonly StepView[]): StepView[] {
  const first = new Map<string, StepView>();
  for (const step of steps) {
    if (!pausing.includes(step.status)) continue;
    const known = first.get(step.nodeId);
    if (!known || (step.waitUntil ?? "~") < (known.waitUntil ?? "~")) first.set(step.nodeId, step);
  }
  return [...first.values()];
}

function describePause(step: StepView, nodes: NodeInfos): ReactNode {
  // A share link does not tell what lies inside.
  const isKnown = Object.hasOwn(nodes, step.nodeId);
  const path = formatNodePath(nodes, isKnown ? step.nodeId : step.nodeId.replace(/\/.*/, ""));
  const until = (word: string) =>
    step.waitUntil === null ? null : (
      <>
        {` ${word} `}
        <Until at={step.waitUntil} />
      </>
    );
  if (step.status === "retrying")
    return (
      <>
        {`${path} ${step.error?.isOutage ? "has been waiting" : "has not succeeded"}`}
        {step.startedAt === null ? null : (
          <>
            {" since "}
            <Until at={step.startedAt} />
          </>
        )}
        {step.error?.isOutage ? " and looks again" : " and is tried again"}
        {until("at")}.{step.error && isKnown ? ` ${step.error.message}` : ""}
      </>
    );
  if (infoOf(nodes, step.nodeId).inside) return `${path} is waiting for its child runs.`;
  return (
    <>
      {`Waiting at ${path}`}
      {until("until")}.
    </>
  );
}
