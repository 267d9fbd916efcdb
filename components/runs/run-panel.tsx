"use client";
import { firstOnBoard } from "../../lib/models/on-board.ts";
import type { Ports } from "../../lib/node-types/manifest.ts";
import { isFinished } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { OnBoardMark } from "../ui/text/on-board-mark.tsx";
import { StreamingText } from "../values/streaming-text.tsx";
import { RunStatusText } from "./run-status-text.tsx";
import { ValuesSection } from "./step/values-section.tsx";
import type { LiveRun } from "./timeline/fold-detail.ts";
import { formatNodePath, type NodeInfos } from "./timeline/node-info.ts";

const RunBudget = lazyPart(async () => (await import("./budget/run-budget.tsx")).RunBudget, { isExtra: true });

/** What the whole run was given and what it answered. */
export function RunPanel({
  run,
  nodes,
  ports,
  texts,
  isVisitor = false,
}: {
  run: RunDetail;
  nodes: NodeInfos;
  ports: Ports;
  texts: LiveRun["texts"];
  /** Of a share link. */
  isVisitor?: boolean;
}) {
  const isOpen = !isFinished(run.status);
  const streaming = run.steps.findLast((step) => step.status === "running" && texts[step.nodeId]);
  const answer = streaming && texts[streaming.nodeId];
  return (
    <article aria-label="Whole run" className="rounded-card border bg-panel [&>section:first-of-type]:border-t-0">
      <h2 className="sr-only">Whole run</h2>
      {run.error ? (
        <Notice tone="danger" className="m-4">
          <FailureText run={run} nodes={nodes} />
        </Notice>
      ) : null}
      {isVisitor ? null : <RunBudget key={run.status} runId={run.parentId ?? run.id} isLive={isOpen} />}
      <OnBoardMark model={firstOnBoard(run.steps)} isVisitor={isVisitor} className="border-line border-b px-4 py-2" />
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
