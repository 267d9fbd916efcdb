/** Drags in the overview: what is under the pointer moves, and on the empty canvas a box chooses. */
import type { NodeChange } from "@xyflow/react";
import type { Position } from "../../../lib/graph/graph.ts";
import { nothing } from "../../editor/store/selection-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { bareId, kindOf } from "../flow-ids.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { boxSelection, selectedThings } from "./overview-hit-test.ts";

/** What React Flow would have reported: moves then go the same way, near and far. */
export type Changes = {
  onNodesChange(changes: NodeChange<FlowNode>[]): void;
  onSelectionDragStop(): void;
};

export type DragContext = { store: EditorStore; nodes: () => readonly FlowNode[]; changes: Changes };
export type Drag = { onMove(to: Position, from: Position): void; onEnd(): void };

export function moveDrag({ store, nodes, changes }: DragContext, hit: FlowNode, isMore: boolean): Drag {
  let moved: readonly FlowNode[] | undefined;
  const pick = () => {
    const { select, selection } = store.getState();
    const kind = kindOf(hit.id);
    // One step of history from here on; panels wait until the pointer is released.
    store.getState().begin("Move");
    if (!selection[kind].has(bareId(hit.id))) {
      const others = isMore ? selection : nothing;
      select({ ...others, [kind]: new Set([...others[kind], bareId(hit.id)]) });
    }
    return selectedThings(nodes(), store.getState().selection);
  };
  return {
    onMove(to, from) {
      moved ??= pick();
      changes.onNodesChange(
        moved.map(({ id, position }) => ({
          id,
          type: "position",
          position: { x: position.x + to.x - from.x, y: position.y + to.y - from.y },
          dragging: true,
        })),
      );
    },
    onEnd() {
      if (moved) changes.onSelectionDragStop();
    },
  };
}

export function boxDrag({ store, nodes }: DragContext, host: Element, isMore: boolean): Drag {
  const before = isMore ? store.getState().selection : nothing;
  let box: HTMLElement | undefined;
  return {
    onMove(to, start) {
      const { viewPort, select, selection } = store.getState();
      if (!viewPort) return;
      box ??= host.appendChild(Object.assign(document.createElement("div"), { className: "pb-overview-box" }));
      const [a, b] = [viewPort.toScreen(start), viewPort.toScreen(to)];
      const { left, top } = host.getBoundingClientRect();
      box.style.transform = `translate(${Math.min(a.x, b.x) - left}px, ${Math.min(a.y, b.y) - top}px)`;
      box.style.width = `${Math.abs(a.x - b.x)}px`;
      box.style.height = `${Math.abs(a.y - b.y)}px`;
      const next = boxSelection(nodes(), [start, to], before);
      const isOther = next.nodes.size !== selection.nodes.size || !next.nodes.isSubsetOf(selection.nodes);
      if (isOther || next.notes.size !== selection.notes.size || next.groups.size !== selection.groups.size)
        select(next);
    },
    onEnd: () => box?.remove(),
  };
}
