/** Where documents can be added. */
import { collectionSetting } from "../../../lib/documents/collection.ts";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { settingOf } from "../../../lib/ports/node-ports.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";

/** Then documents become a whole pipeline. */
export function isEmptyPipeline({ history: { graph }, scope }: EditorState): boolean {
  return scope.length === 0 && Object.keys(graph.nodes).length + Object.keys(graph.layout.notes).length === 0;
}

/** Whether documents can be added at this node: its type has a setting for a collection. */
export function takesDocuments(store: EditorStore, nodeId: string): boolean {
  const { catalogue } = store.getState();
  const manifest = catalogue.get(nodeAt(graphOf(store.getState()), nodeId)?.type ?? "");
  return manifest !== undefined && collectionSetting(manifest) !== undefined;
}

/** The collection that the node has; none while it lacks one. */
export function collectionAt(state: EditorState, nodeId: string): string | undefined {
  const node = nodeAt(graphOf(state), nodeId);
  const manifest = state.catalogue.get(node?.type ?? "");
  const setting = manifest && collectionSetting(manifest);
  const value = node && manifest && setting !== undefined ? settingOf(manifest, node, setting) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
