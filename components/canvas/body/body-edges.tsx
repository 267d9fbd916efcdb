"use client";
import { clsx } from "clsx";
import { memo, type PointerEvent, useMemo } from "react";
import type { Position } from "../../../lib/graph/graph.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import { runOnCanvas, stepOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { type Curve, controlsOf, curveOf } from "../edges/curves.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import { kindColor } from "../edges/kind-color.ts";
import { previewValue } from "../edges/preview-value.ts";
import type { FlowNode } from "../flow-nodes.ts";

/** The edge that is drawn now, from a port to the pointer. */
export type DrawnLine = { from: Position; to: Position; kind: PortKind };

type Props = {
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  line: DrawnLine | undefined;
  onPress: (event: PointerEvent, id: string) => void;
};

/** The edges of an open body, and the values that travelled along them in the item that is looked at. */
export function BodyEdges({ nodes, edges, line, onPress }: Props) {
  const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
  const curves = edges.flatMap((edge) => {
    const curve = curveOf(edge, byId);
    return curve ? [{ edge, curve }] : [];
  });
  return (
    <>
      <svg className="pb-body-edges" aria-hidden>
        {curves.map(({ edge, curve }) => (
          <BodyEdge key={edge.id} edge={edge} path={pathOf(curve)} onPress={onPress} />
        ))}
        {line ? <path d={pathOf(line)} className="pb-body-line" style={{ stroke: kindColor(line.kind) }} /> : null}
      </svg>
      {curves.map(({ edge, curve }) => (
        <Value key={edge.id} edge={edge} x={(curve.from.x + curve.to.x) / 2} y={(curve.from.y + curve.to.y) / 2} />
      ))}
    </>
  );
}

type EdgeProps = { edge: FlowEdge; path: string; onPress: Props["onPress"] };

const BodyEdge = memo(function BodyEdge({ edge: { id, data, selected }, path, onPress }: EdgeProps) {
  const mark = useEditor((state) => markOf(state, "edges", id));
  return (
    <g data-diff={mark} onPointerDown={(event) => onPress(event, id)}>
      <path d={path} className="pb-body-reach" />
      <path
        d={path}
        className={clsx("pb-edge", selected && "is-active")}
        style={{ stroke: `var(--mark, ${kindColor(data?.kind ?? "any")})` }}
      />
    </g>
  );
});

const Value = memo(function Value({ edge: { data }, x, y }: { edge: FlowEdge; x: number; y: number }) {
  const value = useEditor(
    (state) => stepOf(runOnCanvas(state), data?.from.node ?? "")?.output?.[data?.from.port ?? ""],
  );
  if (value === undefined) return null;
  return (
    <span className="pb-edge-badge" style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
      {previewValue(value)}
    </span>
  );
});

function pathOf(curve: Pick<Curve, "from" | "to">): string {
  const { from, to } = curve;
  const { first, second } = controlsOf(curve);
  return `M${from.x} ${from.y}C${first} ${from.y} ${second} ${to.y} ${to.x} ${to.y}`;
}
