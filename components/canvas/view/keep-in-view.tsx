"use client";
import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { originOf } from "../../editor/layout/frames.ts";
import { card } from "../../editor/layout/geometry.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { soleNode } from "../../editor/store/selection-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";
import { motion } from "../../ui/page/motion.ts";

const edge = 24;
const growth = 150;

/**
 * Panels take space from the canvas. When the run panel opens, a pipeline that was wholly in view stays so; when the
 * inspector opens, the node it belongs to is not left behind it.
 */
export function KeepInView() {
  const { fitView, getNodes, getNodesBounds, getViewport, setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const store = useEditorStore();
  const nodeId = useEditor(soleNode);
  const before = useRef({ width, height });
  useEffect(() => {
    const old = before.current;
    before.current = { width, height };
    if (height >= old.height || old.height === 0) return;
    const { x, y, zoom } = getViewport();
    const bounds = getNodesBounds(getNodes());
    // Space for the answer that grows below a card, and for the controls.
    const bottom = (bounds.y + bounds.height + growth) * zoom + y;
    const right = (bounds.x + bounds.width) * zoom + x;
    const top = bounds.y * zoom + y;
    const wasHighEnough = top >= 0 && bottom - growth * zoom <= old.height;
    if (!wasHighEnough || bottom <= height) return;
    const isWide = bounds.x * zoom + x < 0 || right > old.width;
    const free = height - (bottom - top);
    // Too wide for the canvas, it stays at its zoom and moves up as far as there is room.
    if (isWide && free > 0) void setViewport({ x, y: y - top + Math.max(edge, free / 2), zoom }, motion(180));
    if (!isWide)
      void fitView({
        padding: { x: 0.06, top: "40px", bottom: `${growth * zoom}px` },
        maxZoom: zoom,
        includeHiddenNodes: true,
        ...motion(180),
      });
  }, [width, height, fitView, getNodes, getNodesBounds, getViewport, setViewport]);
  useEffect(() => {
    const end = nodeId === undefined ? undefined : endOf(store.getState(), nodeId);
    if (end === undefined || width === 0) return;
    const viewport = getViewport();
    const right = end * viewport.zoom + viewport.x;
    const beyond = right + edge - width;
    if (beyond > 0 && right - width < 400) void setViewport({ ...viewport, x: viewport.x - beyond }, motion(180));
  }, [nodeId, width, store, getViewport, setViewport]);
  return null;
}

/** Where a card ends at the right, on the canvas; of one with its body open in it the part at the left is enough. */
function endOf({ viewPort, ...state }: EditorState, nodeId: string): number | undefined {
  const box = viewPort?.box(nodeId);
  if (!box) return undefined;
  const around = originOf(drawnGraphOf(state), state.catalogue, state.scope.slice(state.base.length));
  return (around?.x ?? 0) + box.x + Math.min(box.width, 2 * card.width);
}
