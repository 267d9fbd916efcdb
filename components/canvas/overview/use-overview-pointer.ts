/**
 * The pointer in the overview: a click selects, a double-click zooms in, dragging moves or draws a box;
 * and outside it the box that adds to the selection, which React Flow has not. It listens before React Flow's pane does; the wheel and the middle button stay with React Flow.
 */
import { useKeyPress } from "@xyflow/react";
import { type MouseEvent, type PointerEvent, useMemo, useRef } from "react";
import type { Position } from "../../../lib/graph/graph.ts";
import { isTyping } from "../../editor/actions/is-typing.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import { canEdit } from "../../editor/store/document-slice.ts";
import { nothing } from "../../editor/store/selection-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { motion } from "../../ui/page/motion.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import { bareId, kindOf } from "../flow-ids.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { followPointer } from "../pointer/follow-pointer.ts";
import { openNodeMenu } from "../pointer/use-pointer.ts";
import { boxDrag, type Changes, type DragContext, moveDrag } from "./overview-drag.ts";
import { edgeAt, nodeAtPoint } from "./overview-hit-test.ts";

type Shown = { nodes: readonly FlowNode[]; edges: readonly FlowEdge[]; isOverview: boolean };

/** Pixels of the screen. */
const edgeReach = 6;

export function useOverviewPointer(shown: Shown, changes: Changes) {
  const store = useEditorStore();
  const isSpaceDown = useKeyPress("Space");
  const latest = useRef({ ...shown, isSpaceDown });
  latest.current = { ...shown, isSpaceDown };
  return useMemo(() => overviewHandlers(store, () => latest.current, changes), [store, changes]);
}

function overviewHandlers(store: EditorStore, shown: () => Shown & { isSpaceDown: boolean }, changes: Changes) {
  const context: DragContext = { store, nodes: () => shown().nodes, changes };
  let hasDragged = false;
  const isPane = ({ target }: MouseEvent) => target instanceof Element && target.classList.contains("react-flow__pane");
  const isOurs = (event: MouseEvent) => shown().isOverview && isPane(event);
  /** On the one card that is mounted under the pointer in a dense view. */
  const isTouched = ({ target }: MouseEvent) =>
    shown().isOverview &&
    target instanceof Element &&
    !isTyping(target) &&
    target.closest(".react-flow__node") !== null;
  const pointOf = (event: { clientX: number; clientY: number }) =>
    store.getState().viewPort?.toCanvas({ x: event.clientX, y: event.clientY }) ?? { x: 0, y: 0 };

  return {
    onPointerDownCapture: (event: PointerEvent) => {
      hasDragged = false;
      const isDrag = event.button === 0 && event.pointerType !== "touch" && !shown().isSpaceDown;
      const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
      const isHere = isOurs(event) || (isMore && isPane(event));
      if (!isDrag || !isHere || !canEdit(store.getState())) return;
      event.stopPropagation();
      const start = pointOf(event);
      const hit = shown().isOverview ? nodeAtPoint(shown().nodes, start) : undefined;
      const act = hit ? moveDrag(context, hit, isMore) : boxDrag(context, event.currentTarget, isMore);
      followPointer(event, {
        onMove: (move) => {
          hasDragged = true;
          act.onMove(pointOf(move), start);
        },
        onEnd: () => act.onEnd(),
      });
    },
    onClickCapture: (event: MouseEvent) => {
      // The click that ends a drag is none: outside the overview React Flow would let go of what the box has chosen.
      if (!hasDragged && !isOurs(event)) return;
      event.stopPropagation();
      const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
      if (!hasDragged) click(store, shown(), { point: pointOf(event), isMore });
    },
    onContextMenuCapture: (event: MouseEvent) => {
      const hit = isOurs(event) ? nodeAtPoint(shown().nodes, pointOf(event)) : undefined;
      if (!hit) return;
      event.stopPropagation();
      openNodeMenu(store, event, hit);
    },
    onDoubleClickCapture: (event: MouseEvent) => {
      const { viewPort } = store.getState();
      const hit = isOurs(event) || isTouched(event) ? nodeAtPoint(shown().nodes, pointOf(event)) : undefined;
      if (!hit || !viewPort) return;
      event.stopPropagation();
      const { width = 0, height = 0, position } = hit;
      viewPort.centreOn({ x: position.x + width / 2, y: position.y + height / 2 }, { zoom: 1, ...motion(240) });
    },
  };
}

/** Selects what is under the pointer, or nothing. */
function click(store: EditorStore, shown: Shown, { point, isMore }: { point: Position; isMore: boolean }): void {
  const { select, toggle, selection, viewPort } = store.getState();
  const hit = nodeAtPoint(shown.nodes, point);
  const edge = hit ? undefined : edgeAt(shown, point, edgeReach / (viewPort?.zoom() ?? 1));
  const [kind, id] = hit ? [kindOf(hit.id), bareId(hit.id)] : ["edges" as const, edge];
  if (id !== undefined && isMore) toggle(kind, [{ id, selected: !selection[kind].has(id) }]);
  else if (id !== undefined) select({ [kind]: new Set([id]) });
  else if (!isMore) select(nothing);
}
