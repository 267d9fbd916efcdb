/** Edges as plain numbers: the same curves that React Flow draws, for a <canvas> and for hit-testing. */
import type { Position } from "../../../lib/graph/graph.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import type { FlowNode } from "../flow-nodes.ts";
import type { FlowEdge } from "./flow-edges.ts";

export type Curve = { id: string; kind: PortKind; selected: boolean; from: Position; to: Position };

type Handles = ReadonlyMap<string, Position>;
const made = new WeakMap<object, Handles>();

/** Undefined when one of the ends is not on the canvas. */
export function curveOf(edge: FlowEdge, nodes: ReadonlyMap<string, FlowNode>): Curve | undefined {
  const from = endOf(nodes.get(edge.source), edge.sourceHandle, "source");
  const to = endOf(nodes.get(edge.target), edge.targetHandle, "target");
  return from && to && { id: edge.id, kind: edge.data?.kind ?? "any", selected: edge.selected ?? false, from, to };
}

/** The four points of the cubic Bézier: ends and controls, in x alone since the controls lie level with the ends. */
export function controlsOf({ from, to }: Pick<Curve, "from" | "to">): { first: number; second: number } {
  const dx = to.x - from.x;
  // React Flow's getBezierPath with its usual curvature of 0.25.
  const bend = dx >= 0 ? dx / 2 : 6.25 * Math.sqrt(-dx);
  return { first: from.x + bend, second: to.x - bend };
}

/** The shortest way from a point to the curve, within a pixel or so. */
export function distanceTo(curve: Curve, point: Position): number {
  const { first, second } = controlsOf(curve);
  const steps = 16;
  let best = Number.POSITIVE_INFINITY;
  let last = curve.from;
  for (let step = 1; step <= steps; step += 1) {
    const t = step / steps;
    const next = {
      x: cubic(t, [curve.from.x, first, second, curve.to.x]),
      y: cubic(t, [curve.from.y, curve.from.y, curve.to.y, curve.to.y]),
    };
    best = Math.min(best, distanceToLine(point, last, next));
    last = next;
  }
  return best;
}

function endOf(node: FlowNode | undefined, handle: string | null | undefined, type: "source" | "target") {
  if (!node || node.hidden) return undefined;
  const position = node.handles && handlePositions(node.handles).get(`${type}\n${handle}`);
  const { width = 0, height = 0 } = node;
  const { x, y } = position ?? { x: type === "source" ? width : 0, y: height / 2 };
  return { x: node.position.x + x, y: node.position.y + y };
}

/** Where edges leave: the outer side of each handle. */
function handlePositions(handles: NonNullable<FlowNode["handles"]>): Handles {
  const known = made.get(handles);
  if (known) return known;
  const positions = new Map(
    handles.map(({ id, type, x, y, width = 0, height = 0 }) => [
      `${type}\n${id}`,
      { x: type === "source" ? x + width : x, y: y + height / 2 },
    ]),
  );
  made.set(handles, positions);
  return positions;
}

function cubic(t: number, [a, b, c, d]: readonly [number, number, number, number]): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

function distanceToLine(point: Position, a: Position, b: Position): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}
