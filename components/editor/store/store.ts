/**
 * One vanilla store per open pipeline, given by context, never a global. The graph changes only through `edit` with a
 * function of lib/edit; everything else on screen follows from these slices.
 */
import { createStore, type StoreApi } from "zustand";
import { openHistory } from "../../../lib/edit/history.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { withPositions } from "../layout/with-positions.ts";
import { canvasViewSlice } from "./canvas-view-slice.ts";
import { documentSlice } from "./document-slice.ts";
import { randomId } from "./random-id.ts";
import { runSlice } from "./run-slice.ts";
import { saveSlice } from "./save-slice.ts";
import { selectionSlice } from "./selection-slice.ts";
import type { EditorState } from "./state.ts";
import { noLabels, uiSlice } from "./ui-slice.ts";
import { uploadSlice } from "./upload-slice.ts";

export type EditorStore = StoreApi<EditorState>;

/** What the page loads on the server and passes on. */
export type OpenPipeline = {
  pipelineId: string;
  name: string;
  graph: Graph;
  revision: number;
  manifests: readonly Manifest[];
  isReadOnly?: boolean;
  latestVersion?: number | undefined;
  /** The draft has changed since its newest version. */
  isChanged?: boolean;
  /** Names of the workspace's credentials: nodes may be copied before anything else has been read. */
  credentials?: readonly { id: string; name: string }[];
};

export function createEditor(open: OpenPipeline): EditorStore {
  const { pipelineId, name, graph, revision, manifests, latestVersion, credentials = [] } = open;
  const catalogue = new Map(manifests.map((manifest) => [manifest.type, manifest]));
  // Giving places to a graph that came without is no edit.
  const placed = withPositions(graph, catalogue);
  return createStore<EditorState>()((...parts) => ({
    ...documentSlice(...parts),
    ...selectionSlice(...parts),
    ...uiSlice(...parts),
    ...runSlice(...parts),
    ...saveSlice(...parts),
    ...canvasViewSlice(...parts),
    ...uploadSlice(...parts),
    pipelineId,
    name,
    catalogue,
    revision,
    isReadOnly: open.isReadOnly ?? false,
    latestVersion,
    publishedGraph: latestVersion !== undefined && !open.isChanged ? placed : undefined,
    history: openHistory(placed),
    savedGraph: placed,
    labels: { ...noLabels, credentials },
    tab: randomId(),
  }));
}
