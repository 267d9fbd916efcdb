"use client";
import { useRef, useState } from "react";
import type { Ports } from "../../lib/node-types/manifest.ts";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { useMay } from "../api/member.tsx";
import { ApprovalCard } from "../approvals/approval-card.tsx";
import { useApprovals } from "../approvals/use-approvals.ts";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { StatusPill } from "../ui/text/status-pill.tsx";
import { ReadBlob } from "../values/blob-value.tsx";
import { useReadBlob } from "../values/use-read-blob.ts";
import { NoWorkerNotice } from "./no-worker-notice.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunFeedback } from "./run-feedback.tsx";
import { shortRunId } from "./run-id.ts";
import { RunPanel } from "./run-panel.tsx";
import { StepPanel } from "./step/step-panel.tsx";
import { infoOf, type NodeInfos } from "./timeline/node-info.ts";
import { RunTimeline, wholeRun } from "./timeline/run-timeline.tsx";
import { useProgress } from "./timeline/use-progress.ts";
import { useLiveRun } from "./use-live-run.ts";
import { useCountWorkers, useNoWorker } from "./use-no-worker.ts";
import { useNow } from "./use-now.ts";

type Props = { initial: RunDetail; nodes: NodeInfos; ports: Ports; loadedAt: number; mayEdit: boolean };

/** One run: when each step ran, and whatever went in and came out of the one that is chosen. */
export function RunPage({ initial, nodes, ports, loadedAt, mayEdit }: Props) {
  const mayDecide = useMay("approvals.decide");
  const { run, texts, attempts, isLive, refusal } = useLiveRun(initial);
  const now = useNow(isLive, loadedAt);
  const [selected, setSelected] = useState(() => firstSelected(initial));
  const readBlob = useReadBlob(run.id);
  const panel = useRef<HTMLDivElement>(null);
  const step = run.steps.find((each) => each.nodeId === selected);
  const progress = useProgress(run, nodes, isLive);
  const approvals = useApprovals({ runId: run.id, isOn: isLive });
  const select = (key: string) => {
    setSelected(key);
    // On a narrow page the panel is below the timeline, out of sight.
    if (window.matchMedia("(width < 64rem)").matches) panel.current?.scrollIntoView({ block: "start" });
  };
  const hasNoWorker = useNoWorker(run.status === "queued", useCountWorkers());
  return (
    <ReadBlob value={readBlob}>
      {refusal ? (
        <Notice tone="danger" className="mb-4">
          You see this run as it was when your access to it ended. {refusal}
        </Notice>
      ) : null}
      {hasNoWorker ? <NoWorkerNotice className="mb-4" /> : null}
      <PageHeader
        crumbs={[
          { href: "/", label: "Pipelines" },
          { href: `/p/${run.pipelineId}`, label: run.pipelineName },
          { href: `/p/${run.pipelineId}/runs`, label: "Runs" },
        ]}
        title={
          <>
            Run <span className="font-mono text-md">{shortRunId(run.id)}</span>
          </>
        }
        aside={<StatusPill status={run.status} className="text-sm" />}
        description={<RunFacts run={run} now={now} />}
        actions={<RunActions run={run} isLive={isLive} mayEdit={mayEdit} />}
      />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {approvals.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} mayDecide={mayDecide} />
          ))}
          <RunFeedback runId={run.id} />
          <RunTimeline
            run={run}
            nodes={nodes}
            attempts={attempts}
            progress={progress}
            now={now}
            selected={step ? selected : wholeRun}
            onSelect={select}
          />
        </div>
        <div ref={panel} className="scroll-mt-16 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-8rem)] lg:overflow-y-auto">
          {step ? (
            <StepPanel
              key={selected}
              runId={run.id}
              step={step}
              info={infoOf(nodes, step.nodeId)}
              nodes={nodes}
              text={texts[selected] ?? ""}
              texts={texts}
              attempts={attempts[selected] ?? []}
              isLive={isLive}
            />
          ) : (
            <RunPanel run={run} nodes={nodes} ports={ports} texts={texts} />
          )}
        </div>
      </div>
    </ReadBlob>
  );
}

/** A failed run opens at the step that failed, or at the one in which it did; any other as a whole. */
function firstSelected(run: RunDetail): string {
  const outermost = run.status === "failed" ? run.error?.nodeId?.split("/")[0] : undefined;
  const failed = run.steps.find((step) => step.nodeId === outermost);
  return failed ? failed.nodeId : wholeRun;
}
