/** A pipeline as a file: logic and layout apart, credentials by name. Importing adds its nodes and runs nothing. */
import { copy } from "../../../lib/edit/clip/clip.ts";
import { findCredentials } from "../../../lib/edit/clip/credential-names.ts";
import type { Graph, Position } from "../../../lib/graph/graph.ts";
import { saveFile } from "../../ui/form/save-file.ts";
import { notLoaded } from "../../ui/lazy/not-loaded.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { withPositions } from "../layout/with-positions.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { pasteClip } from "./graph-actions.ts";

export async function exportPipeline(store: EditorStore): Promise<void> {
  const module = await import("../../../lib/graph/pipeline-file.ts").catch(() => undefined);
  if (!module) {
    toast(notLoaded, { tone: "danger" });
    return;
  }
  const state = store.getState();
  const { credentials } = state.labels;
  const nameOf = (id: string) => credentials.find((each) => each.id === id)?.name;
  saveFile(
    `${state.name}.patchbay.json`,
    module.writePipelineFile({ name: state.name, graph: graphOf(state) }, nameOf),
  );
}

/** Asks for a file and adds what it holds. */
export function importByDialog(store: EditorStore): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void importFile(store, file);
  });
  input.click();
}

/** Adds a file's nodes at this place of the canvas, or makes them the pipeline when it is empty. One undo step. */
export async function importFile(store: EditorStore, file: File, at?: Position): Promise<void> {
  try {
    const { readFile } = await import("../../pipelines/read-pipeline-file.ts").catch(() => {
      throw new Error(notLoaded);
    });
    const { graph, name } = await readFile(file);
    const { nodes, missing } = findCredentials(graph.nodes, store.getState().labels.credentials);
    addGraph(store, { graph: withPositions({ ...graph, nodes }, store.getState().catalogue), name, at });
    const lacks = missing.length === 0 ? "" : ` This workspace has no credential ${missing.join(", ")}: choose others.`;
    toast(`Imported ${file.name}.${lacks}`);
  } catch (problem) {
    toast(problem instanceof Error ? problem.message : "The file could not be read. Choose it again.", {
      tone: "danger",
    });
  }
}

function addGraph(
  store: EditorStore,
  { graph, name, at }: { graph: Graph; name: string; at: Position | undefined },
): void {
  const { history, replaceGraph, viewPort } = store.getState();
  if (Object.keys(history.graph.nodes).length === 0) {
    replaceGraph(`Import ${name}`, graph);
    requestAnimationFrame(() => viewPort?.showStart());
    return;
  }
  const ids = { nodes: Object.keys(graph.nodes), notes: Object.keys(graph.layout.notes) };
  pasteClip(store, copy(graph, ids), { at, label: `Import ${name}` });
}
