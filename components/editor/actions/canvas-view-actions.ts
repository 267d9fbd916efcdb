/** Looking at something else than the draft: a version, what differs, a conflict. Nothing here changes the draft. */
import type { Graph } from "../../../lib/graph/graph.ts";
import { errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { merge } from "../autosave/merge-in.ts";
import { withPositions } from "../layout/with-positions.ts";
import { stopWatching } from "../run/run-control.ts";
import type { CanvasView, ComparedSide } from "../store/canvas-view-slice.ts";
import type { EditorParts } from "../store/context.tsx";
import { drawDiff, drawDiffInside } from "../store/draw-diff.ts";
import type { Choices } from "../store/saver.ts";
import { isEmptySelection, nothing } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";

export async function showVersion(parts: EditorParts, number: number): Promise<void> {
  const graph = await readVersion(parts, number);
  if (graph) show(parts, { kind: "version", number }, graph);
}

/** `undefined` stands for the draft. The earlier one should come first. */
export async function compareVersions(parts: EditorParts, before: number, after: number | undefined): Promise<void> {
  const [old, now] = await Promise.all([sideOf(parts, before), sideOf(parts, after)]);
  if (old && now) showComparison(parts, old, now);
}

export function showComparison(parts: EditorParts, before: ComparedSide, after: ComparedSide): void {
  const { catalogue } = parts.store.getState();
  const placed = [before, after].map((side) => ({ ...side, graph: withPositions(side.graph, catalogue) }));
  const [old, now] = placed;
  if (!old || !now) return;
  const { graph, diff, marks } = drawDiffInside(old.graph, now.graph, catalogue);
  show(parts, { kind: "compare", before: old, after: now, diff, marks }, graph);
}

/** Both sides of a conflict in one drawing: what the merge as chosen so far would change in what both began with. */
export function showConflict(parts: EditorParts, choices: Choices = new Map()): void {
  const { save, history, catalogue, canvasView } = parts.store.getState();
  if (save.status !== "conflict") return;
  const { base, theirs } = save;
  const merged = merge({ base, mine: history.graph, theirs }, catalogue, choices);
  const { graph, diff, marks } = drawDiff(base, merged.graph);
  const next: CanvasView = { kind: "conflict", choices, clashes: merged.clashes, diff, marks };
  if (canvasView?.kind === "conflict") parts.store.setState({ canvasView: next, frozen: graph });
  else show(parts, next, graph);
}

/** The version takes the draft's place, as one undo step. */
export async function restoreVersion(parts: EditorParts, number: number): Promise<void> {
  const graph = await readVersion(parts, number);
  if (!graph) return;
  leaveCanvasView(parts.store);
  const { replaceGraph, latestVersion, setPublished } = parts.store.getState();
  replaceGraph(`Restore version ${number}`, graph);
  const { history } = parts.store.getState();
  if (number === latestVersion) setPublished(number, history.graph);
  toast(`The draft is version ${number} again.`, {
    action: { label: "Undo", run: () => parts.store.getState().undo() },
  });
  afterPanels(() => fitAll(parts.store));
}

/** Back to the draft. */
export function leaveCanvasView(store: EditorStore): void {
  if (!store.getState().canvasView) return;
  const { viewPort, viewBefore } = store.getState();
  store.setState({ canvasView: undefined, viewBefore: undefined, frozen: undefined, selection: nothing });
  if (viewBefore) viewPort?.setViewport(viewBefore);
}

function show(parts: EditorParts, canvasView: CanvasView, graph: Graph): void {
  const { store } = parts;
  if (store.getState().run) {
    stopWatching(parts);
    store.getState().closeRun();
  }
  const { canvasView: earlier, viewPort, viewBefore } = store.getState();
  store.setState({ viewBefore: earlier ? viewBefore : viewPort?.viewport() });
  store.getState().select(nothing);
  store.getState().setFrozen(graph);
  store.getState().setCanvasView({ canvasView });
  // Someone who has gone to a change by then wants to see that one.
  afterPanels(() => isEmptySelection(store.getState().selection) && fitAll(store));
}

/** When the panels that come and go with it have taken their space. */
function afterPanels(act: () => void): void {
  setTimeout(act, 60);
}

function fitAll(store: EditorStore): void {
  store.getState().viewPort?.fit({ padding: 0.1, maxZoom: 1 });
}

async function sideOf(parts: EditorParts, number: number | undefined): Promise<ComparedSide | undefined> {
  if (number === undefined) return { label: "Draft", graph: parts.store.getState().history.graph };
  const graph = await readVersion(parts, number);
  return graph && { label: `Version ${number}`, graph };
}

async function readVersion({ edit }: EditorParts, number: number): Promise<Graph | undefined> {
  try {
    return await edit?.backend.readVersion(number);
  } catch (thrown) {
    toast(errorMessage(thrown), { tone: "danger" });
    return undefined;
  }
}
