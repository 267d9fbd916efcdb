"use client";
import type { Ports } from "../../lib/manifest.ts";
import { isFinished } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { Notice } from "../ui/text/notice.tsx";
import { StreamingText } from "../values/streaming-text.tsx";
import { RunStatusText } from "./run-status-text.tsx";
import { ValuesSection } from "./step/values-section.tsx";
import type { LiveRun } from "./timeline/fold-detail.ts";
import { formatNodePath, type NodeInfos } from "./timeline/node-info.ts";

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
  const streaming = run.steps.findLast((step) => step.status === "running" && texts[step.nodeId]);
  const answer = streaming && texts[streaming.nodeId];
  return (
    <article aria-label="Whole run" className="rounded-card border bg-panel [&>section:first-of-type]:border-t-0">
      {run.error ? (
        <Notice tone="danger" className="m-4">
          <FailureText run={run} nodes={nodes} />
        </Notice>
      ) : null}
      {answer ? (
        <StreamingText text={answer} />
      ) : (
        <ValuesSection
          title="Output"
          values={run.output}
          ports={ports.outputs}
          empty={isOpen ? <RunStatusText run={run} nodes={nodes} /> : "The run ended without output."}
        />
      )}
      <ValuesSection title="Input" values={run.input} ports={ports.inputs} empty="This run has no input." />
    </article>
  );
}

function FailureText({ run, nodes }: { run: RunDetail; nodes: NodeInfos }) {
  const at = run.error?.nodeId;
  return (
    <>
      {at === undefined ? null : <span className="font-medium">{formatNodePath(nodes, at)}: </span>}
      {run.error?.message}
    </>
  );
}
