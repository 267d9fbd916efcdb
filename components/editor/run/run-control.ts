/** Starting, watching and ending a run from the canvas. */
import { type Graph, nodeAt } from "../../../lib/graph/graph.ts";
import { isFinished, type RunEvent, type Values } from "../../../lib/run.ts";
import { testEvent } from "../../../lib/runs/entry.ts";
import type { RunDetail } from "../../../lib/views/run-views.ts";
import { BackendProblem, errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { whyUnsaved } from "../autosave/why-unsaved.ts";
import type { EditorParts } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";
import { soleNode } from "../store/selection-slice.ts";
import { draftTrigger } from "../store/triggers.ts";
import { rememberInputs } from "./last-inputs.ts";
import { freshDetail, hasManyActive } from "./run-step.ts";

/** Saves the draft, runs it and follows the run. Resolves when the run is under way; says on the canvas what failed. */
export async function startRun(
  parts: EditorParts,
  inputs: Values,
  triggerNode: string | null = null,
): Promise<boolean> {
  const { store, runs, edit } = parts;
  const { setRun, pipelineId, name } = store.getState();
  setRun({ isStarting: true, runProblem: undefined });
  try {
    // The server runs what it has: an unsaved draft would run as it was before the last change.
    if (edit && !(await edit.saver.flush())) {
      setRun({ runProblem: whyUnsaved(store.getState().save) });
      return false;
    }
    const { runId } = await runs.startRun(inputs, { triggerNode: triggerNode ?? undefined });
    if (triggerNode === null) rememberInputs(pipelineId, inputs);
    const detail = freshDetail({ id: runId, pipelineId, pipelineName: name, input: inputs, triggerNode });
    follow(parts, detail, store.getState().history.graph);
    setRun({ selectedBefore: soleNode(store.getState()) });
    return true;
  } catch (thrown) {
    setRun({ runProblem: errorMessage(thrown) });
    return false;
  } finally {
    store.getState().setRun({ isStarting: false });
  }
}

/** Shows a run that is or was: on the exact graph it ran, read-only. */
export async function openPastRun(parts: EditorParts, runId: string): Promise<void> {
  const { store, runs, edit } = parts;
  try {
    const [detail, ran] = await Promise.all([runs.readRun(runId), edit?.backend.readRunGraph(runId)]);
    if (detail.pipelineId !== store.getState().pipelineId) {
      throw new BackendProblem("refused", `This run belongs to another pipeline, “${detail.pipelineName}”.`);
    }
    if (ran) store.getState().setFrozen(ran.graph);
    follow(parts, detail);
    // The draft that was fitted into view may have had its nodes elsewhere, and the panels have moved.
    setTimeout(() => store.getState().viewPort?.showStart(), 200);
  } catch (thrown) {
    leaveRun(parts);
    toast(`${errorMessage(thrown)} You see the draft.`, { tone: "danger" });
  }
}

/** Closes the run that is shown, and leads back to the draft. */
export function leaveRun(parts: EditorParts): void {
  stopWatching(parts);
  parts.store.getState().closeRun();
  if (parts.edit) window.history.replaceState(null, "", window.location.pathname);
}

/** Follows a run that began elsewhere in this page: on the draft, or on the frozen graph when one is shown. */
export async function followRun(parts: EditorParts, runId: string): Promise<void> {
  const { store, runs } = parts;
  const { frozen, history } = store.getState();
  if (frozen) {
    window.history.replaceState(null, "", `?run=${runId}`);
    await openPastRun(parts, runId);
    return;
  }
  try {
    follow(parts, await runs.readRun(runId), history.graph);
  } catch (thrown) {
    showError(thrown);
  }
}

/**
 * Begins "run from here", or a run of this node alone. From a trigger of the draft that is a run of its test event; else it is on the values of the run that is shown, or else of the newest one
 * that has ended. Without any the whole pipeline has to run.
 */
export async function runFrom(parts: EditorParts, nodeId: string, isOnly = false): Promise<void> {
  const { store, edit } = parts;
  const { run, frozen, pipelineId, set, setRun } = store.getState();
  const node = nodeAt(graphOf(store.getState()), nodeId);
  if (!edit || !node) return;
  const trigger = draftTrigger(store.getState(), nodeId);
  if (trigger) {
    const isStarted = await startRun(parts, testEvent(graphOf(store.getState()), trigger), nodeId);
    // The dialog says what stood in the way.
    if (!isStarted) set({ dialog: "run" });
    return;
  }
  const shown = run && isFinished(run.detail.status) ? run.detail : undefined;
  try {
    const from = shown ?? (await edit.backend.lastRun());
    if (!from) {
      setRun({ runReason: "There is no earlier run to reuse values from, so the whole pipeline has to run." });
      set({ dialog: "run" });
      return;
    }
    const title = node.title || store.getState().catalogue.get(node.type)?.title || nodeId;
    const target = { run: { id: from.id, pipelineId, version: from.version }, from: { nodeId, title, isOnly } };
    setRun({ resuming: { ...target, ...(frozen ? {} : { version: "draft" as const }) } });
  } catch (thrown) {
    showError(thrown);
  }
}

/** The input of the run that is shown once more: on the draft, or on the version that ran when that is on the canvas. */
export async function runAgain(parts: EditorParts): Promise<void> {
  const { store, runs } = parts;
  const { run, frozen, setRun } = store.getState();
  if (!run) return;
  const { input, version, triggerNode } = run.detail;
  if (!frozen) {
    await startRun(parts, input, triggerNode);
    return;
  }
  setRun({ isStarting: true, runProblem: undefined });
  try {
    const { runId } = await runs.startRun(input, {
      version: version ?? undefined,
      triggerNode: triggerNode ?? undefined,
    });
    await followRun(parts, runId);
  } catch (thrown) {
    setRun({ runProblem: errorMessage(thrown) });
  } finally {
    store.getState().setRun({ isStarting: false });
  }
}

/** Opens the dialog that resumes the run which is shown. */
export function askToResume({ store }: Pick<EditorParts, "store">): void {
  const { run, frozen, setRun } = store.getState();
  if (!run) return;
  const { id, pipelineId, version } = run.detail;
  // On the draft one has just mended what failed; on a frozen graph one looks at what ran.
  setRun({ resuming: { run: { id, pipelineId, version }, ...(frozen ? {} : { version: "draft" as const }) } });
}

export async function cancelRun({ store, runs }: EditorParts): Promise<void> {
  const { run } = store.getState();
  if (!run || !runs.cancelRun) return;
  try {
    await runs.cancelRun(run.detail.id);
  } catch (thrown) {
    showError(thrown);
  }
}

/** In the corner: the run drawer may be closed or collapsed. */
function showError(thrown: unknown): void {
  toast(errorMessage(thrown), { tone: "danger" });
}

/** One watch a page: following another run ends the former watch. */
const watches = new WeakMap<EditorParts["store"], () => void>();

export function stopWatching({ store }: Pick<EditorParts, "store">): void {
  watches.get(store)?.();
  watches.delete(store);
}

function follow(parts: EditorParts, detail: RunDetail, ranGraph?: Graph): void {
  const { store, runs } = parts;
  stopWatching(parts);
  store.getState().openRun(detail, ranGraph);
  void readRanGraph(parts, detail.id);
  // Events come in bursts; folding once a frame keeps the canvas at the display's pace, and many active steps are read more slowly.
  let waiting: RunEvent[] = [];
  const flush = () => {
    const events = waiting;
    waiting = [];
    store.getState().foldRun(detail.id, events);
    const { run } = store.getState();
    if (run && isFinished(run.detail.status) && run.seq >= run.detail.lastSeq) void finish(parts, detail.id);
  };
  const stop = runs.watchRun(detail.id, {
    onEvent: (event) => {
      if (waiting.push(event) === 1) soon(flush, hasManyActive(store.getState().run));
    },
    onProblem: (problem) => store.getState().setRun({ runProblem: problem.message }),
  });
  watches.set(store, stop);
}

/**
 * Which nodes the run has, and what runs inside them, was frozen with its graph; without it those inside have no titles,
 * and a node that runs alone looks as if others were to follow.
 */
async function readRanGraph({ store, edit }: EditorParts, runId: string): Promise<void> {
  const ran = await edit?.backend.readRunGraph(runId).catch(() => undefined);
  if (ran && store.getState().run?.detail.id === runId)
    store.getState().setRun({ bodies: ran.bodies, runNodes: new Set(Object.keys(ran.graph.nodes)) });
}

/** Events tell outputs, not inputs: the row is read once more when all is over. */
async function finish(parts: EditorParts, runId: string): Promise<void> {
  stopWatching(parts);
  try {
    parts.store.getState().refreshRun(await parts.runs.readRun(runId));
  } catch (thrown) {
    parts.store.getState().setRun({ runProblem: errorMessage(thrown) });
  }
}

/** A hidden tab has no frames; its run is followed all the same. */
function soon(flush: () => void, manyActive: boolean): void {
  if (document.hidden || manyActive) setTimeout(flush, 100);
  else requestAnimationFrame(flush);
}
