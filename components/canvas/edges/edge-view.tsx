"use client";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { clsx } from "clsx";
import { Plus, X } from "lucide-react";
import { memo, useRef, useState } from "react";
import { disconnect } from "../../../lib/edit/edges.ts";
import { runOnCanvas, stepOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit } from "../../editor/store/document-slice.ts";
import { EdgeValue } from "./edge-value.tsx";
import type { FlowEdge } from "./flow-edges.ts";
import { kindColor } from "./kind-color.ts";
import { previewValue } from "./preview-value.ts";

/** An edge: a curve in the colour of what flows through it. */
export const EdgeView = memo(function EdgeView({ id, data, selected, source, target, ...ends }: EdgeProps<FlowEdge>) {
  const [isHovered, setHovered] = useState(false);
  const isDropTarget = useEditor((state) => state.dropEdge === id);
  const isLive = useEditor((state) => {
    const status = stepOf(runOnCanvas(state), data?.to.node ?? target)?.status;
    return (
      (status === "running" || status === "retrying") &&
      stepOf(runOnCanvas(state), data?.from.node ?? source)?.status === "succeeded"
    );
  });
  const value = useEditor(
    (state) => stepOf(runOnCanvas(state), data?.from.node ?? source)?.output?.[data?.from.port ?? ""],
  );
  const isDim = useEditor(
    ({ highlighted }) =>
      highlighted !== undefined &&
      !(highlighted.has(data?.from.node ?? source) && highlighted.has(data?.to.node ?? target)),
  );
  const mark = useEditor((state) => markOf(state, "edges", id));
  const editable = useEditor(canEdit);
  const [path, x, y] = getBezierPath(ends);
  const isMoving = useIsMoving(path);
  const isActive = isHovered || selected || isDropTarget;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only reveals buttons that the keyboard has as keys.
    <g data-diff={mark} onMouseEnter={() => setHovered(true)} onMouseLeave={() => setHovered(false)}>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={isMoving ? 0 : 20}
        className={clsx("pb-edge", isActive && "is-active", isLive && "is-live", isDim && "is-dim")}
        style={{ stroke: `var(--mark, ${kindColor(data?.kind ?? "any")})` }}
      />
      {isLive ? <path d={path} className="pb-pulse" style={{ stroke: kindColor(data?.kind ?? "any") }} /> : null}
      {isActive && editable ? (
        <EdgeButtons id={id} x={x} y={y} />
      ) : value !== undefined && !isLive ? (
        <Badge x={x} y={y} text={previewValue(value)} />
      ) : null}
      {isHovered && value !== undefined ? <EdgeValue x={x} y={y} value={value} /> : null}
    </g>
  );
});

/** While its nodes are dragged an edge is its curve alone: no one points at it, and a second path costs as much as it. */
function useIsMoving(path: string): boolean {
  const isHeld = useEditor((state) => state.history.gesture !== undefined);
  const atRest = useRef(path);
  if (!isHeld) atRest.current = path;
  return isHeld && atRest.current !== path;
}

function Badge({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <EdgeLabelRenderer>
      <span className="pb-edge-badge" style={{ transform: at(x, y) }}>
        {text}
      </span>
    </EdgeLabelRenderer>
  );
}

function EdgeButtons({ id, x, y }: { id: string; x: number; y: number }) {
  const store = useEditorStore();
  return (
    <EdgeLabelRenderer>
      <div className="pb-edge-buttons nodrag nopan" style={{ transform: above(x, y) }}>
        <button
          type="button"
          aria-label="Insert a node here"
          onClick={(event) => {
            const screen = { x: event.clientX, y: event.clientY };
            store.getState().set({ picker: { screen, canvas: { x, y }, edgeId: id } });
          }}
        >
          <Plus aria-hidden />
        </button>
        <button
          type="button"
          aria-label="Delete edge"
          onClick={() => store.getState().edit("Delete edge", (graph) => disconnect(graph, [id]))}
        >
          <X aria-hidden />
        </button>
      </div>
    </EdgeLabelRenderer>
  );
}

/** Beside the curve, so that a click on it still means the edge, and within reach of it. */
function above(x: number, y: number): string {
  return `translate(-50%, calc(-100% - 6px)) translate(${x}px, ${y}px)`;
}

function at(x: number, y: number): string {
  return `translate(-50%, -50%) translate(${x}px, ${y}px)`;
}
