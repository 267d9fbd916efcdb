/** Putting nodes in line: their edges or middles on one line, or the same space between them. */

import { type Graph, nodeAt, type Position } from "../../graph/graph.ts";
import type { Size, SizeOf } from "../../graph/layout.ts";
import { moveNodes } from "../edit.ts";

export const lines = ["left", "centre", "right", "top", "middle", "bottom"] as const;
export type Line = (typeof lines)[number];
export type Axis = "x" | "y";

type Box = Position & Size & { id: string };

/** Moves each node onto the line that the outermost of them gives, or onto the middle of them all. */
export function align(graph: Graph, ids: readonly string[], { line, sizeOf }: { line: Line; sizeOf: SizeOf }): Graph {
  const boxes = boxesOf(graph, ids, sizeOf);
  if (boxes.length < 2) return graph;
  const axis = ["left", "centre", "right"].includes(line) ? "x" : "y";
  const side = sideOf(axis);
  const low = Math.min(...boxes.map((box) => box[axis]));
  const high = Math.max(...boxes.map((box) => box[axis] + box[side]));
  const position = (box: Box) => {
    if (line === "left" || line === "top") return low;
    return line === "right" || line === "bottom" ? high - box[side] : (low + high - box[side]) / 2;
  };
  return moveNodes(graph, Object.fromEntries(boxes.map((box) => [box.id, placed(box, axis, position(box))])));
}

/** Leaves the outer two where they are and gives all gaps between the nodes the same width. */
export function distribute(
  graph: Graph,
  ids: readonly string[],
  { axis, sizeOf }: { axis: Axis; sizeOf: SizeOf },
): Graph {
  const side = sideOf(axis);
  const boxes = boxesOf(graph, ids, sizeOf).sort((a, b) => a[axis] + a[side] / 2 - (b[axis] + b[side] / 2));
  const [first] = boxes;
  const last = boxes.at(-1);
  if (!first || !last || boxes.length < 3) return graph;
  const filled = boxes.reduce((sum, box) => sum + box[side], 0);
  const gap = (last[axis] + last[side] - first[axis] - filled) / (boxes.length - 1);
  let at = first[axis];
  const positions = boxes.map((box) => {
    const position = placed(box, axis, at);
    at += box[side] + gap;
    return [box.id, position] as const;
  });
  return moveNodes(graph, Object.fromEntries(positions));
}

function boxesOf(graph: Graph, ids: readonly string[], sizeOf: SizeOf): Box[] {
  return ids.flatMap((id) => {
    const position = graph.layout.positions[id];
    return position && nodeAt(graph, id) ? [{ id, ...position, ...sizeOf(id) }] : [];
  });
}

function sideOf(axis: Axis) {
  return axis === "x" ? "width" : "height";
}

function placed({ x, y }: Box, axis: Axis, at: number): Position {
  return axis === "x" ? { x: at, y } : { x, y: at };
}
