/** What lies under a point or within a box, from the same numbers that the picture is drawn from. */
import type { Position } from "../../../lib/graph/graph.ts";
import { nothing, type Selection } from "../../editor/store/selection-slice.ts";
import { curveOf, distanceTo } from "../edges/curves.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import { bareId, flowKinds, kindOf } from "../flow-ids.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { holds, rectOf } from "./overview-paint.ts";
import { isSeen } from "./overview-shapes.ts";

/** The topmost node, note or group at a point of the canvas. */
export function nodeAtPoint(nodes: readonly FlowNode[], point: Position): FlowNode | undefined {
  return nodes.findLast((node) => !node.hidden && holds(rectOf(node), point));
}

/** The nearest edge, no farther than `reach` canvas pixels. */
export function edgeAt(
  { nodes, edges }: { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] },
  point: Position,
  reach: number,
): string | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let best: { id: string; distance: number } | undefined;
  for (const edge of edges) {
    const curve = curveOf(edge, byId);
    const distance = curve ? distanceTo(curve, point) : Number.POSITIVE_INFINITY;
    if (distance <= (best?.distance ?? reach)) best = { id: edge.id, distance };
  }
  return best?.id;
}

/** Everything the box touches, besides what was selected before. */
export function boxSelection(
  nodes: readonly FlowNode[],
  [a, b]: readonly [Position, Position],
  before: Selection,
): Selection {
  const box = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
  const touched = nodes.filter((node) => !node.hidden && isSeen(rectOf(node), box)).map(({ id }) => id);
  const merged = flowKinds.map((kind) => {
    const inside = touched.filter((id) => kindOf(id) === kind).map(bareId);
    return [kind, new Set([...before[kind], ...inside])] as const;
  });
  return { ...nothing, ...Object.fromEntries(merged), edges: before.edges };
}

export function selectedThings(nodes: readonly FlowNode[], selection: Selection): FlowNode[] {
  return nodes.filter(({ id, hidden }) => !hidden && selection[kindOf(id)].has(bareId(id)));
}
