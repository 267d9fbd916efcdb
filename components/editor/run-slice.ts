import type { Graph } from "../../lib/graph.ts";
import type { RunEvent } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import { adoptDetail, foldEvents, type LiveRun, openLiveRun } from "../runs/fold-detail.ts";
import type { ResumeTarget } from "../runs/resume-dialog.tsx";
import type { Slice } from "./state.ts";

export type RunSlice = {
  run: LiveRun | undefined;
  /** The draft as it was when its run began: a node whose settings differ since then is stale. */
  ranGraph: Graph | undefined;
  /** True from the click on Run until the server has answered. */
  isStarting: boolean;
  runProblem: string | undefined;
  isDrawerOpen: boolean;
  /** The run, and the node, from which a new run is about to begin: its dialog is open. */
  resuming: ResumeTarget | undefined;
  openRun(detail: RunDetail, ranGraph?: Graph): void;
  foldRun(runId: string, events: readonly RunEvent[]): void;
  /** The row as the server has it at the end: with every step's input. */
  refreshRun(detail: RunDetail): void;
  closeRun(): void;
  setRun(patch: Partial<Pick<RunSlice, "isStarting" | "runProblem" | "isDrawerOpen" | "resuming">>): void;
};

export const runSlice: Slice<RunSlice> = (set) => ({
  run: undefined,
  ranGraph: undefined,
  isStarting: false,
  runProblem: undefined,
  isDrawerOpen: false,
  resuming: undefined,
  openRun: (detail, ranGraph) => set({ run: openLiveRun(detail), ranGraph, runProblem: undefined, isDrawerOpen: true }),
  foldRun: (runId, events) => set(({ run }) => (run?.detail.id === runId ? { run: foldEvents(run, events) } : {})),
  refreshRun: (detail) => set(({ run }) => (run?.detail.id === detail.id ? { run: adoptDetail(run, detail) } : {})),
  closeRun: () => set({ run: undefined, ranGraph: undefined, isDrawerOpen: false, frozen: undefined }),
  setRun: (patch) => set(patch),
});
