"use client";
import { ChevronDown, ChevronUp, ExternalLink, LocateFixed, RotateCcw, StepForward, X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { isFinished } from "../../../lib/run.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import { ApprovalCard } from "../../approvals/approval-card.tsx";
import { useApprovals } from "../../approvals/use-approvals.ts";
import { describeRunAgain } from "../../runs/list/use-run-again.ts";
import { canResume } from "../../runs/resume/can-resume.ts";
import { RunPanel } from "../../runs/run-panel.tsx";
import { StepPanel } from "../../runs/step/step-panel.tsx";
import { infoOf, nodeInfos, runPortsOf } from "../../runs/timeline/node-info.ts";
import { RunTimeline, wholeRun } from "../../runs/timeline/run-timeline.tsx";
import { useProgress } from "../../runs/timeline/use-progress.ts";
import { useNow } from "../../runs/use-now.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { formatCount, formatDuration, formatTotalCost } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { StatusPill } from "../../ui/text/status-pill.tsx";
import { ReadBlob } from "../../values/blob-value.tsx";
import { goTo } from "../actions/go-to.ts";
import { leaveBody } from "../actions/open-body.ts";
import { hasItems } from "../run/pick-item.ts";
import { askToResume, leaveRun, runAgain } from "../run/run-control.ts";
import { activeNodes, hasManyActive, stepOf } from "../run/run-step.ts";
import { useThrottledRun } from "../run/use-throttled-run.ts";
import { useEditor, useEditorParts, useEditorStore } from "../store/context.tsx";
import { wholeGraphOf } from "../store/document-slice.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorState } from "../store/state.ts";
import { DrawerFrame } from "./drawer-frame.tsx";
import { StepsAndDetail } from "./steps-and-detail.tsx";

/** The run at the bottom: its answer first, then every step with its values, in step with the selection. */
export function RunDrawer() {
  const hasRun = useEditor((state) => state.run !== undefined);
  const isOpen = useEditor((state) => state.isDrawerOpen);
  return hasRun ? (
    <DrawerFrame isOpen={isOpen} head={<DrawerHead />}>
      <DrawerBody />
    </DrawerFrame>
  ) : null;
}

/** On a phone, and beside the settings on a small screen, the icons have to do. */
const wideOnly = "@max-2xl/head:sr-only";

/** The server draws no run, so the clock may start with the page. */
const openedAt = Date.now();

function DrawerHead() {
  const parts = useEditorParts();
  const { store } = parts;
  const detail = useEditor((state) => state.run?.detail);
  const isOpen = useEditor((state) => state.isDrawerOpen);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isLive = detail !== undefined && !isFinished(detail.status);
  const manyActive = useEditor((state) => hasManyActive(state.run));
  const now = useNow(isLive, openedAt);
  if (!detail) return null;
  const time = detail.durationMs ?? (isLive ? now - Date.parse(detail.startedAt ?? detail.createdAt) : undefined);
  const tokens = detail.tokensIn + detail.tokensOut;
  return (
    <>
      <StatusPill status={detail.status} {...(manyActive ? { className: "[&>svg]:animate-none" } : {})} />
      <span className="flex gap-3 whitespace-nowrap text-muted text-xs tabular-nums">
        {time === undefined ? null : <span>{formatDuration(Math.max(0, time))}</span>}
        {tokens > 0 ? <span className="@max-lg/head:hidden">{formatCount(tokens)} tokens</span> : null}
        {tokens > 0 ? <span className="@max-lg/head:hidden">{formatTotalCost(detail)}</span> : null}
      </span>
      <span className="min-w-0 flex-1 truncate text-xs">{isLive ? <AtWork /> : null}</span>
      {isLive ? <FollowButton /> : null}
      {parts.edit && !isReadOnly && canResume(detail) ? (
        <Tooltip label="Continues from the failed step and reuses the results before it">
          <Button size="sm" tone="primary" onClick={() => askToResume(parts)}>
            <StepForward aria-hidden className="size-3.5" /> <span className={wideOnly}>Resume</span>
          </Button>
        </Tooltip>
      ) : null}
      {parts.edit && !isReadOnly && !isLive ? <RunAgain run={detail} /> : null}
      {parts.edit ? (
        <Button size="sm" tone="ghost" asChild>
          <a href={`/runs/${detail.id}`}>
            <ExternalLink aria-hidden className="size-3.5" /> <span className={wideOnly}>Open run page</span>
          </a>
        </Button>
      ) : null}
      <IconButton
        label={isOpen ? "Collapse the run" : "Expand the run"}
        aria-expanded={isOpen}
        onClick={() => store.getState().setRun({ isDrawerOpen: !isOpen })}
      >
        {isOpen ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
      </IconButton>
      {isLive ? null : (
        <IconButton label="Close the run" onClick={() => leaveRun(parts)}>
          <X aria-hidden />
        </IconButton>
      )}
    </>
  );
}

/** Which nodes run: on a small screen they may be out of sight. */
function AtWork() {
  const text = useEditor((state) => {
    const graph = state.ranGraph ?? wholeGraphOf(state);
    const [first, ...more] = activeNodes(state);
    if (first === undefined || !nodeAt(graph, first)) return "";
    return titleOf(graph, state.catalogue, first) + (more.length > 0 ? ` and ${more.length} more` : "");
  });
  return <span title={text}>{text}</span>;
}

function FollowButton() {
  const store = useEditorStore();
  const isOn = useEditor((state) => state.isFollowing);
  return (
    <Tooltip label={isOn ? "The canvas shows what runs until you move it" : "Show what runs on the canvas"}>
      <Button
        size="sm"
        tone="ghost"
        aria-pressed={isOn}
        className={isOn ? "text-accent-ink!" : "text-muted!"}
        onClick={() => store.getState().setRun({ isFollowing: !isOn })}
      >
        <LocateFixed aria-hidden className="size-3.5" /> <span className={wideOnly}>Follow</span>
      </Button>
    </Tooltip>
  );
}

/** The same input once more: on the draft that is on the canvas, or on the version that ran when that is shown. */
function RunAgain({ run }: { run: RunDetail }) {
  const parts = useEditorParts();
  const isFrozen = useEditor((state) => state.frozen !== undefined);
  const isStarting = useEditor((state) => state.isStarting);
  const version = isFrozen ? run.version : null;
  return (
    <Tooltip label={describeRunAgain(version)}>
      <Button size="sm" tone="ghost" busy={isStarting} onClick={() => void runAgain(parts)}>
        <RotateCcw aria-hidden className="size-3.5" /> <span className={wideOnly}>Run again</span>
      </Button>
    </Tooltip>
  );
}

/** While a body is open, the node that it is in. The node that was selected when the run began is not meant. */
function chosenNode(state: EditorState): string | undefined {
  const selected = soleNode(state);
  return state.scope[0] ?? (selected === state.selectedBefore ? undefined : selected);
}

function useReadRunBlob(runId: string) {
  const { runs } = useEditorParts();
  return useMemo(() => {
    const { readBlob: read } = runs;
    return read ? (blob: string) => read(runId, blob) : undefined;
  }, [runs, runId]);
}

function useInsideStep(): StepView | undefined {
  const path = useEditor(({ scope }) => scope.join("/"));
  const step = useEditor((state) => {
    const { scope, insides, picked } = state;
    const isOne = scope.length > 0 && (picked[path] !== undefined || !hasItems(state, scope));
    return isOne ? insides[path]?.steps.find(({ nodeId }) => nodeId === soleNode(state)) : undefined;
  });
  return useMemo(() => step && { ...step, nodeId: `${path}/${step.nodeId}` }, [step, path]);
}

/** A sign that moves is a layer of its own, and each frame of it composes the whole page anew. */
const motionless = "[&_.animate-pulse]:animate-none [&_.animate-spin]:animate-none [&_*]:after:animate-none!";

function DrawerBody() {
  const { store, edit } = useEditorParts();
  const run = useThrottledRun();
  const graph = useEditor((state) => state.ranGraph ?? wholeGraphOf(state));
  const catalogue = useEditor((state) => state.catalogue);
  const chosen = useEditor(chosenNode);
  // Of a node in a body the step in the item that is looked at.
  const inside = useInsideStep();
  const problem = useEditor((state) => state.runProblem);
  const manyActive = useEditor((state) => hasManyActive(state.run));
  const now = useNow(run !== undefined && !isFinished(run.detail.status), openedAt, manyActive ? 1000 : 250);
  const bodies = useEditor((state) => state.bodies);
  const nodes = useMemo(() => nodeInfos(graph, catalogue, bodies), [graph, catalogue, bodies]);
  const isLive = run !== undefined && !isFinished(run.detail.status);
  const progress = useProgress(run?.detail, nodes, isLive);
  const approvals = useApprovals({ runId: run?.detail.id ?? "", isOn: isLive && edit !== undefined });
  const isReadOnly = useEditor((state) => state.isReadOnly);
  useEffect(() => store.getState().setRun({ progress }), [store, progress]);
  useEffect(() => store.getState().setRun({ approvals }), [store, approvals]);
  const ports = useMemo(() => runPortsOf(graph, catalogue), [graph, catalogue]);
  const runId = run?.detail.id ?? "";
  const readBlob = useReadRunBlob(runId);
  if (!run) return null;
  const row = chosen === undefined ? undefined : stepOf(run, chosen);
  const step = inside ?? row;
  const select = (key: string) => {
    leaveBody(store, []);
    if (key === wholeRun) store.getState().select({});
    else goTo(store, { nodeId: key });
  };
  return (
    <ReadBlob value={readBlob}>
      <StepsAndDetail
        className={manyActive ? motionless : ""}
        chosen={step && step.nodeId + step.iteration}
        onBack={() => select(wholeRun)}
        steps={
          <>
            {problem ? <Notice tone="danger">{problem}</Notice> : null}
            {approvals.map((approval) => (
              <ApprovalCard key={approval.id} approval={approval} mayDecide={!isReadOnly} />
            ))}
            <RunTimeline
              run={run.detail}
              nodes={nodes}
              attempts={run.attempts}
              progress={progress}
              now={now}
              selected={row ? row.nodeId : wholeRun}
              onSelect={select}
            />
          </>
        }
      >
        {step ? (
          <StepPanel
            runId={runId}
            step={step}
            info={infoOf(nodes, step.nodeId)}
            nodes={nodes}
            text={inside ? "" : (run.texts[step.nodeId] ?? "")}
            texts={inside ? {} : run.texts}
            attempts={inside ? [] : (run.attempts[step.nodeId] ?? [])}
            {...(inside ? { onBack: () => leaveBody(store, []) } : {})}
            isLive={isLive}
            isVisitor={edit === undefined}
          />
        ) : (
          <RunPanel run={run.detail} nodes={nodes} ports={ports} texts={run.texts} isVisitor={edit === undefined} />
        )}
      </StepsAndDetail>
    </ReadBlob>
  );
}
