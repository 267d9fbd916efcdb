import { type Graph, type Group, positionOf } from "../../../lib/graph/graph.ts";
import type { SizeOf } from "../../../lib/graph/layout.ts";

export const groupPad = { side: 24, top: 44, bottom: 24 } as const;

/** The box around a group's nodes, title strip included. */
export function groupRect(graph: Graph, group: Group, sizeOf: SizeOf) {
  const boxes = group.nodes.map((id) => ({ ...positionOf(graph, id), ...sizeOf(id) }));
  const left = Math.min(...boxes.map(({ x }) => x)) - groupPad.side;
  const top = Math.min(...boxes.map(({ y }) => y)) - groupPad.top;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + groupPad.side;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + groupPad.bottom;
  return boxes.length === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}
