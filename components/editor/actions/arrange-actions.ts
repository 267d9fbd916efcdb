/** Lining up, spreading, grouping and folding the selection, each as one undo step. */
import { type Axis, align, distribute, type Line } from "../../../lib/edit/arrange/arrange.ts";
import { groupOf, leaveGroups } from "../../../lib/edit/groups.ts";
import { patchGroup, removeGroups } from "../../../lib/edit/notes.ts";
import type { SizeOf } from "../../../lib/graph/layout.ts";
import { nodeSize } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";

export function alignSelection(store: EditorStore, line: Line): void {
  const { selection, edit } = store.getState();
  const sizeOf = sizesIn(store.getState());
  edit("Align", (graph) => align(graph, [...selection.nodes], { line, sizeOf }));
}

export function distributeSelection(store: EditorStore, axis: Axis): void {
  const { selection, edit } = store.getState();
  const sizeOf = sizesIn(store.getState());
  edit("Distribute", (graph) => distribute(graph, [...selection.nodes], { axis, sizeOf }));
}

export function ungroupSelection(store: EditorStore): void {
  const { selection, edit, select } = store.getState();
  const { layout } = graphOf(store.getState());
  const nodes = [...selection.groups].flatMap((id) => layout.groups[id]?.nodes ?? []);
  edit("Ungroup", (graph) => removeGroups(graph, [...selection.groups]));
  select({ nodes: new Set(nodes) });
}

export function leaveGroup(store: EditorStore): void {
  const { selection, edit } = store.getState();
  edit("Remove from the group", (graph) => leaveGroups(graph, [...selection.nodes]));
}

/** Collapses the selected groups, and those that selected nodes are in; expands them when all are collapsed. */
export function toggleFold(store: EditorStore): void {
  const { selection, select } = store.getState();
  const graph = graphOf(store.getState());
  const { groups } = graph.layout;
  const around = [...selection.nodes].flatMap((id) => groupOf(graph, id) ?? []);
  const ids = [...new Set([...selection.groups, ...around])];
  if (ids.length === 0) return;
  const collapsed = ids.some((id) => !groups[id]?.collapsed);
  foldGroups(store, ids, collapsed);
  select({ groups: new Set(ids) });
}

export function foldGroups(store: EditorStore, ids: readonly string[], collapsed: boolean): void {
  const label = collapsed ? "Collapse group" : "Expand group";
  store
    .getState()
    .edit(label, (graph) =>
      ids.reduce((next, id) => patchGroup(next, id, { collapsed: collapsed || undefined }), graph),
    );
}

function sizesIn(state: EditorState): SizeOf {
  const graph = graphOf(state);
  return (id) => nodeSize(graph, state.catalogue, id);
}
