import { nodeAt } from "../../../lib/graph/graph.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import type { StepStatus } from "../../../lib/run.ts";
import { isFinished } from "../../../lib/run.ts";
import type { Progress } from "../../../lib/views/nested-views.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import type { LiveRun } from "../../runs/timeline/fold-detail.ts";
import { drawnGraphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";

/** The step of a node in the run on the canvas; of several iterations the newest. */
export function stepOf(run: LiveRun | undefined, nodeId: string): StepView | undefined {
  return run && newestByNode(run.detail.steps).get(nodeId);
}

/** The run as the cards on the canvas show it: those of a body show all of its items together, or the one that is chosen. */
export function runOnCanvas({
  run,
  base,
  insides,
}: Pick<EditorState, "run" | "base" | "insides">): LiveRun | undefined {
  if (!run || base.length === 0) return run;
  const inside = insides[base.join("/")];
  return inside && { ...run, detail: { ...run.detail, steps: inside.steps }, texts: inside.texts, attempts: {} };
}

/** How far the maps and loops on the canvas are, and, in a body, its nodes over all items. */
export function progressOnCanvas(
  { base, insides, progress }: Pick<EditorState, "base" | "insides" | "progress">,
  nodeId: string,
): Progress | undefined {
  return base.length === 0 ? progress.get(nodeId) : insides[base.join("/")]?.progress.get(nodeId);
}

/** The problems of a node. */
export function issuesAt(issues: readonly Issue[], nodeId: string): readonly Issue[] {
  return issuesByNode(issues).get(nodeId) ?? none;
}

const none: readonly Issue[] = [];
// Every card asks after every change of the store: lists are sorted by node once, for as long as they are the same.
const newestByNode = oncePerList((steps: RunDetail["steps"]) => new Map(steps.map((step) => [step.nodeId, step])));
const issuesByNode = oncePerList((issues: readonly Issue[]) => Map.groupBy(issues, ({ nodeId }) => nodeId ?? ""));

/** So many steps go on at once that moving signs would only make noise, and cost every frame. */
export function hasManyActive(run: LiveRun | undefined): boolean {
  return run !== undefined && countAtWork(run.detail.steps) > 8;
}

/**
 * The nodes at work in the run, outermost ones; of a run that has failed those that did. What is inside a map or a loop
 * is drawn as its node.
 */
export function activeNodes({ run }: Pick<EditorState, "run">): readonly string[] {
  if (!run) return [];
  const wanted: readonly StepStatus[] = isFinished(run.detail.status) ? ["failed"] : atWork;
  const ids = run.detail.steps.filter(({ status }) => wanted.includes(status)).map(({ nodeId }) => outermost(nodeId));
  return [...new Set(ids)];
}

const atWork: readonly StepStatus[] = ["running", "retrying", "waiting"];

function outermost(nodeId: string): string {
  return nodeId.split("/")[0] ?? nodeId;
}

const countAtWork = oncePerList(
  (steps: RunDetail["steps"]) => steps.filter(({ status }) => status === "running" || status === "retrying").length,
);

function oncePerList<List extends object, Result extends {}>(sort: (list: List) => Result): (list: List) => Result {
  const sorted = new WeakMap<List, Result>();
  return (list) => {
    const known = sorted.get(list);
    if (known !== undefined) return known;
    const made = sort(list);
    sorted.set(list, made);
    return made;
  };
}

/**
 * How a node stands in the run: its step; without one "ahead" while the run may still reach it, and "skipped" when it
 * ended before it came there; nothing for what was not part of it.
 */
export function statusOf(state: RunOnCanvas, nodeId: string): StepStatus | "ahead" | undefined {
  const run = runOnCanvas(state);
  const step = stepOf(run, nodeId);
  if (!run || step) return step?.status;
  const isOutermost = state.base.length === 0;
  const node = nodeAt((isOutermost && state.ranGraph) || drawnGraphOf(state), nodeId);
  if (!node || (isOutermost && state.runNodes?.has(nodeId) === false)) return undefined;
  if (!isFinished(run.detail.status)) return "ahead";
  return run.detail.status === "succeeded" || node.disabled ? undefined : "skipped";
}

/** Whether the status of the run is shown instead of the problems of the node. */
export function isReportedByRun(status: ReturnType<typeof statusOf>): boolean {
  return status !== undefined && status !== "succeeded" && status !== "skipped";
}

type RunOnCanvas = Pick<
  EditorState,
  "run" | "ranGraph" | "runNodes" | "insides" | "frozen" | "history" | "catalogue" | "base"
>;

/** What the model of a node has said so far. */
export function textOf(run: LiveRun | undefined, nodeId: string): string {
  const text = run && Object.hasOwn(run.texts, nodeId) ? run.texts[nodeId] : undefined;
  return text ?? "";
}

/** A run as it is a moment after it was asked for, before the first event has arrived. */
export function freshDetail(
  run: Pick<RunDetail, "id" | "pipelineId" | "pipelineName" | "input" | "triggerNode">,
): RunDetail {
  return {
    ...run,
    version: null,
    status: "queued",
    trigger: "manual",
    error: null,
    tokensIn: 0,
    tokensOut: 0,
    costUsd: 0,
    tokensPriced: 0,
    createdAt: new Date().toISOString(),
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    createdBy: null,
    parentId: null,
    resumedFrom: null,
    parentNode: null,
    parentIteration: null,
    parentIndex: null,
    snapshotId: "",
    shareLinkId: null,
    cancelRequested: false,
    lastSeq: 0,
    output: null,
    steps: [],
  };
}
