"use client";
import type { Ports } from "../../lib/manifest.ts";
import { isFinished, type StepStatus } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import { Notice } from "../ui/notice.tsx";
import { type LiveRun, stepKey } from "./fold-detail.ts";
import { infoOf, type NodeInfos, wayInWords } from "./node-info.ts";
import { StreamingText } from "./streaming-text.tsx";
import { ValuesSection } from "./values-section.tsx";

/** What the whole run was given and what it answered. */
export function RunPanel({
  run,
  nodes,
  ports,
  texts,
}: {
  run: RunDetail;
  nodes: NodeInfos;
  ports: Ports;
  texts: LiveRun["texts"];
}) {
  const isOpen = !isFinished(run.status);
  const titles = (status: StepStatus) =>
    run.steps
      .filter((step) => step.status === status && !step.nodeId.includes("/"))
      .map((step) => infoOf(nodes, step.nodeId).title);
  const [working, waiting] = [titles("running"), titles("waiting")];
  const speaking = run.steps.findLast((step) => step.status === "running" && texts[stepKey(step)]);
  const said = speaking && texts[stepKey(speaking)];
  const still =
    working.length > 0
      ? `Working on ${working.join(", ")}.`
      : waiting.length > 0
        ? `Waiting at ${waiting.join(", ")}. No worker is held meanwhile.`
        : "Waiting for a worker.";
  return (
    <article aria-label="Whole run" className="rounded-card border bg-panel [&>section:first-of-type]:border-t-0">
      {run.error ? (
        <Notice tone="danger" className="m-4">
          <FailureWords run={run} nodes={nodes} />
        </Notice>
      ) : null}
      {said ? (
        <StreamingText text={said} />
      ) : (
        <ValuesSection
          title="Output"
          values={run.output}
          ports={ports.outputs}
          empty={isOpen ? still : "The run ended without one."}
        />
      )}
      <ValuesSection title="Input" values={run.input} ports={ports.inputs} empty="This run takes none." />
    </article>
  );
}

function FailureWords({ run, nodes }: { run: RunDetail; nodes: NodeInfos }) {
  const at = run.error?.nodeId;
  return (
    <>
      {at === undefined ? null : <span className="font-medium">{wayInWords(nodes, at)}: </span>}
      {run.error?.message}
    </>
  );
}
