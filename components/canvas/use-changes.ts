/** What React Flow reports (moved, selected) turned into edits and selection. */

import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useMemo } from "react";
import { insertOnEdge } from "../../lib/edit/edges.ts";
import { moveNodes } from "../../lib/edit/edit.ts";
import { joinGroup } from "../../lib/edit/groups.ts";
import { makeId } from "../../lib/edit/ids.ts";
import { moveNotes } from "../../lib/edit/notes.ts";
import type { Graph, Position } from "../../lib/graph/graph.ts";
import { positionOf } from "../../lib/graph/graph.ts";
import { groupPad } from "../editor/layout/group-rect.ts";
import { useEditorStore } from "../editor/store/context.tsx";
import { drawnGraphOf } from "../editor/store/document-slice.ts";
import type { EditorStore } from "../editor/store/store.ts";
import type { Box } from "../editor/store/view-port.ts";
import { edgeUnder } from "./edges/edge-under.ts";
import type { FlowEdge } from "./edges/flow-edges.ts";
import { bareId, flowKinds, kindOf } from "./flow-ids.ts";
import type { FlowNode } from "./flow-nodes.ts";
import { makeSnapper, type Placement } from "./pointer/make-snapper.ts";
import { pointOf } from "./pointer/pointer-point.ts";

export function useChanges() {
  const store = useEditorStore();
  return useMemo(() => changes(store), [store]);
}

function changes(store: EditorStore) {
  const snapper = makeSnapper(store);
  const onNodesChange = (list: NodeChange<FlowNode>[]) => {
    const state = store.getState();
    const moves = list.filter((change) => change.type === "position");
    if (moves.some(({ dragging }) => dragging)) state.begin("Move");
    const placements = moves.flatMap(({ id, position }) => (position ? [{ id, position }] : []));
    // Only a gesture moves things: React Flow also reports positions it has clamped or computed by itself.
    if (placements.length > 0 && store.getState().history.gesture) {
      const snapped = snapper.move(placements);
      state.edit("Move", (graph) => moveTo(graph, snapped));
    }
    for (const kind of flowKinds) {
      const chosen = list.flatMap((change) =>
        change.type === "select" && kindOf(change.id) === kind
          ? [{ id: bareId(change.id), selected: change.selected }]
          : [],
      );
      if (chosen.length > 0) store.getState().toggle(kind, chosen);
    }
  };
  const onEdgesChange = (list: EdgeChange<FlowEdge>[]) => {
    const chosen = list.flatMap((change) =>
      change.type === "select" ? [{ id: change.id, selected: change.selected }] : [],
    );
    if (chosen.length > 0) store.getState().toggle("edges", chosen);
  };
  const onNodeDrag = (event: Parameters<typeof pointOf>[0], node: FlowNode) => {
    const { dropEdge, set } = store.getState();
    snapper.isOff = event instanceof MouseEvent && (event.ctrlKey || event.metaKey);
    const isUnconnected = !drawnGraphOf(store.getState()).edges.some(
      ({ from, to }) => from.node === node.id || to.node === node.id,
    );
    const next = node.type === "card" && isUnconnected ? edgeUnder(pointOf(event)) : undefined;
    if (next !== dropEdge) set({ dropEdge: next });
  };
  const onNodeDragStop = (_event: unknown, node: FlowNode) => {
    const { dropEdge, catalogue, edit, set, end } = store.getState();
    if (dropEdge !== undefined) {
      edit("Insert", (graph) => insertOnEdge(graph, catalogue, { edgeId: dropEdge, nodeId: node.id, newId: makeId }));
      set({ dropEdge: undefined });
    }
    if (node.type === "card") dropInGroup(store, node);
    snapper.end();
    end();
    chooseDragged(store, node);
  };
  return {
    onNodesChange,
    onEdgesChange,
    onNodeDrag,
    onNodeDragStop,
    onSelectionDragStop: () => {
      snapper.end();
      store.getState().end();
    },
  };
}

/** A node dropped into a group's frame is in the group from then on; the same step as the move. */
function dropInGroup(store: EditorStore, { id, width = 0, height = 0 }: FlowNode): void {
  const { history, viewPort, edit } = store.getState();
  if (!history.gesture) return;
  const { x, y } = positionOf(drawnGraphOf(store.getState()), id);
  const middle = { x: x + width / 2, y: y + height / 2 };
  const frame = viewPort?.boxes().find((box) => box.kind === "frame" && isInside(middle, box));
  if (frame) edit("Move", (graph) => joinGroup(graph, bareId(frame.id), [id]));
}

function isInside({ x, y }: Position, box: Box): boolean {
  return x > box.x && y > box.y && x < box.x + box.width && y < box.y + box.height;
}

/** Only now: selected when the drag began, its settings would have opened under the pointer and pushed the canvas away. */
function chooseDragged(store: EditorStore, { id }: FlowNode): void {
  const { selection, select } = store.getState();
  const kind = kindOf(id);
  if (!selection[kind].has(bareId(id))) select({ [kind]: new Set([bareId(id)]) });
}

function moveTo(graph: Graph, placements: readonly Placement[]): Graph {
  const of = (kind: string) => placements.filter(({ id }) => kindOf(id) === kind);
  const nodes = Object.fromEntries(of("nodes").map(({ id, position }) => [id, position]));
  const notes = Object.fromEntries(of("notes").map(({ id, position }) => [bareId(id), position]));
  return of("groups").reduce(moveGroup, moveNotes(moveNodes(graph, nodes), notes));
}

/** A group has no place of its own: its nodes move by as much as its frame did. */
function moveGroup(graph: Graph, { id, position }: Placement): Graph {
  const group = graph.layout.groups[bareId(id)];
  if (!group) return graph;
  const left = Math.min(...group.nodes.map((node) => positionOf(graph, node).x)) - groupPad.side;
  const top = Math.min(...group.nodes.map((node) => positionOf(graph, node).y)) - groupPad.top;
  const shifted = group.nodes.map((node) => {
    const place = positionOf(graph, node);
    return [node, { x: place.x + position.x - left, y: place.y + position.y - top }] as const;
  });
  return moveNodes(graph, Object.fromEntries(shifted));
}
