import { Fragment, type ReactNode } from "react";
import type { StepStatus } from "../../lib/run.ts";
import type { RunDetail, StepView } from "../../lib/run-views.ts";
import { Until } from "../ui/until.tsx";
import { infoOf, type NodeInfos } from "./node-info.ts";

/** What an unfinished run is doing, or what it waits for. */
export function StillWords({ run, nodes }: { run: RunDetail; nodes: NodeInfos }) {
  const isAt = (status: StepStatus) => run.steps.filter((step) => step.status === status && !step.nodeId.includes("/"));
  const [working, retrying, waiting] = [isAt("running"), isAt("retrying"), isAt("waiting")];
  if (working.length + retrying.length + waiting.length === 0) {
    return run.status === "queued" ? "Waiting for a worker." : "Waiting for a worker to go on.";
  }
  const title = (step: StepView) => infoOf(nodes, step.nodeId).title;
  const sentences: ReactNode[] = [];
  if (working.length > 0) sentences.push(`Working on ${working.map(title).join(", ")}.`);
  for (const step of retrying)
    sentences.push(
      <>
        {title(step)} has failed and is tried again{at(step, " at")}.
      </>,
    );
  for (const step of waiting)
    sentences.push(
      <>
        Waiting at {title(step)}
        {at(step, " until")}.
      </>,
    );
  if (run.status === "waiting") sentences.push("No worker is held meanwhile.");
  return sentences.map((sentence, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no identity but their place.
    <Fragment key={index}>
      {index > 0 ? " " : ""}
      {sentence}
    </Fragment>
  ));
}

function at({ waitUntil }: StepView, word: string): ReactNode {
  return waitUntil === null ? null : (
    <>
      {word} <Until at={waitUntil} />
    </>
  );
}
