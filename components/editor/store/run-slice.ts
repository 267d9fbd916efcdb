import type { Graph } from "../../../lib/graph/graph.ts";
import { isFinished, type RunEvent } from "../../../lib/run.ts";
import type { ApprovalView } from "../../../lib/views/approval-views.ts";
import type { Progress } from "../../../lib/views/nested-views.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import type { ResumeTarget } from "../../runs/resume/resume-dialog.tsx";
import { adoptDetail, foldEvents, type LiveRun, openLiveRun } from "../../runs/timeline/fold-detail.ts";
import type { ProgressByNode } from "../../runs/timeline/use-progress.ts";
import type { Slice } from "./state.ts";
import { unfinished } from "./upload-slice.ts";

/** The run inside a body, by the ids of its nodes: the steps of one item, or of all together with how far each node is. */
export type InsideRun = {
  steps: StepView[];
  progress: ProgressByNode;
  items: Progress | undefined;
  texts: LiveRun["texts"];
};

export type RunSlice = {
  run: LiveRun | undefined;
  /** The draft as it was when its run began: a node whose settings differ since then is stale. */
  ranGraph: Graph | undefined;
  /** True from the click on Run until the server has answered. */
  isStarting: boolean;
  runProblem: string | undefined;
  /** Why the form for the whole pipeline is open although a part of it was to run. */
  runReason: string | undefined;
  isDrawerOpen: boolean;
  /** The view goes where the run's nodes are, until the person moves it. */
  isFollowing: boolean;
  /** The node that was selected when the run began: until one is selected, the drawer shows the whole run and its answer. */
  selectedBefore: string | undefined;
  /** The run, and the node, from which a new run is about to begin: its dialog is open. */
  resuming: ResumeTarget | undefined;
  /** What runs inside the nodes of the run that is shown, by the paths of those nodes. */
  bodies: Record<string, Graph>;
  /** The nodes that the run has: fewer than the canvas when a node runs alone. Undefined until that is known. */
  runNodes: ReadonlySet<string> | undefined;
  /** How far its maps and loops are, by node; and which of its steps wait for a word. */
  progress: ProgressByNode;
  /** What went on in the bodies that are drawn, by their paths; and the item or round that is looked at in each of them. */
  insides: Readonly<Record<string, InsideRun>>;
  picked: Readonly<Record<string, string>>;
  approvals: readonly ApprovalView[];
  openRun(detail: RunDetail, ranGraph?: Graph): void;
  foldRun(runId: string, events: readonly RunEvent[]): void;
  /** The row as the server has it at the end: with every step's input. */
  refreshRun(detail: RunDetail): void;
  closeRun(): void;
  setRun(
    patch: Partial<
      Pick<
        RunSlice,
        | "isStarting"
        | "runProblem"
        | "runReason"
        | "isDrawerOpen"
        | "isFollowing"
        | "selectedBefore"
        | "resuming"
        | "bodies"
        | "runNodes"
        | "progress"
        | "approvals"
        | "insides"
        | "picked"
      >
    >,
  ): void;
};

const nothingInside: Pick<RunSlice, "bodies" | "runNodes" | "progress" | "approvals" | "insides" | "picked"> = {
  bodies: {},
  runNodes: undefined,
  progress: new Map(),
  insides: {},
  picked: {},
  approvals: [],
};

export const runSlice: Slice<RunSlice> = (set) => ({
  run: undefined,
  ranGraph: undefined,
  isStarting: false,
  runProblem: undefined,
  runReason: undefined,
  isDrawerOpen: false,
  isFollowing: false,
  selectedBefore: undefined,
  resuming: undefined,
  ...nothingInside,
  openRun: (detail, ranGraph) =>
    set(({ uploads }) => ({
      ...{ run: openLiveRun(detail), ranGraph, runProblem: undefined, isDrawerOpen: true },
      ...nothingInside,
      isFollowing: !isFinished(detail.status),
      selectedBefore: undefined,
      uploads: unfinished(uploads),
    })),
  foldRun: (runId, events) => set(({ run }) => (run?.detail.id === runId ? { run: foldEvents(run, events) } : {})),
  refreshRun: (detail) => set(({ run }) => (run?.detail.id === detail.id ? { run: adoptDetail(run, detail) } : {})),
  closeRun: () =>
    set({ run: undefined, ranGraph: undefined, isDrawerOpen: false, frozen: undefined, ...nothingInside }),
  setRun: (patch) => set(patch),
});
