/** Starting, watching and ending a run from the canvas. */
import type { Graph } from "../../lib/graph.ts";
import { isFinished, type RunEvent, type Values } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import { wordsOf } from "./backend.ts";
import type { EditorParts } from "./context.tsx";
import { rememberInputs } from "./last-inputs.ts";
import { freshDetail } from "./run-step.ts";

/** Saves the draft, runs it and follows the run. Resolves when the run is under way; says on the canvas what failed. */
export async function startRun(parts: EditorParts, inputs: Values): Promise<boolean> {
  const { store, runs, edit } = parts;
  const { setRun, pipelineId, name } = store.getState();
  setRun({ isStarting: true, runProblem: undefined });
  try {
    // The server runs what it has: an unsaved draft would run as it was before the last change.
    if (edit && !(await edit.saver.flush())) {
      setRun({ runProblem: "The draft is not saved yet, so it cannot run. Wait until it is saved, then try again." });
      return false;
    }
    const { runId } = await runs.startRun(inputs);
    rememberInputs(pipelineId, inputs);
    const detail = freshDetail({ id: runId, pipelineId, pipelineName: name, input: inputs });
    follow(parts, detail, store.getState().history.graph);
    return true;
  } catch (thrown) {
    setRun({ runProblem: wordsOf(thrown) });
    return false;
  } finally {
    store.getState().setRun({ isStarting: false });
  }
}

/** Shows a run that is or was: on the exact graph it ran, read-only. */
export async function openPastRun(parts: EditorParts, runId: string): Promise<void> {
  const { store, runs, edit } = parts;
  try {
    const [detail, graph] = await Promise.all([runs.readRun(runId), edit?.backend.readRunGraph(runId)]);
    if (graph) store.getState().setFrozen(graph);
    follow(parts, detail);
    // The draft that was fitted into view may have had its nodes elsewhere, and the panels have moved.
    setTimeout(() => void store.getState().flow?.fitView({ padding: 0.1, maxZoom: 1 }), 200);
  } catch (thrown) {
    store.getState().setRun({ runProblem: wordsOf(thrown) });
  }
}

export async function cancelRun({ store, runs }: EditorParts): Promise<void> {
  const { run, setRun } = store.getState();
  if (!run || !runs.cancelRun) return;
  try {
    await runs.cancelRun(run.detail.id);
  } catch (thrown) {
    setRun({ runProblem: wordsOf(thrown) });
  }
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
  // Events come in bursts; folding once a frame keeps the canvas at the display's pace.
  let waiting: RunEvent[] = [];
  const flush = () => {
    const events = waiting;
    waiting = [];
    store.getState().foldRun(detail.id, events);
    const status = store.getState().run?.detail.status;
    if (status && isFinished(status)) void finish(parts, detail.id);
  };
  const stop = runs.watchRun(detail.id, {
    onEvent: (event) => {
      if (waiting.push(event) === 1) nextFrame(flush);
    },
    onProblem: (problem) => store.getState().setRun({ runProblem: problem.message }),
  });
  watches.set(store, stop);
}

/** Events tell outputs, not inputs: the row is read once more when all is over. */
async function finish(parts: EditorParts, runId: string): Promise<void> {
  stopWatching(parts);
  try {
    parts.store.getState().refreshRun(await parts.runs.readRun(runId));
  } catch (thrown) {
    parts.store.getState().setRun({ runProblem: wordsOf(thrown) });
  }
}

/** A hidden tab has no frames; its run is followed all the same. */
function nextFrame(flush: () => void): void {
  if (document.hidden) setTimeout(flush, 100);
  else requestAnimationFrame(flush);
}
