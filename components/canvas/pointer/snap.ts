/** Snapping: a dragged box sticks to the lines of other boxes that it comes near. Pure; lengths in canvas pixels. */
import type { Position } from "../../../lib/graph/graph.ts";
import type { Guide } from "../../editor/layout/guide.ts";
import type { Box } from "../../editor/store/view-port.ts";

export type Snapped = { by: Position; guides: Guide[] };

type Hit = { by: number; at: number; other: Box };

/** How far to move the box so that its edges or middle meet another's, and the lines to draw; `reach` is how near. */
export function snap(box: Box, others: readonly Box[], reach: number): Snapped {
  const x = nearest(box, others, { axis: "x", reach });
  const y = nearest(box, others, { axis: "y", reach });
  const by = { x: x?.by ?? 0, y: y?.by ?? 0 };
  const placed = { ...box, x: box.x + by.x, y: box.y + by.y };
  return { by, guides: [...guideOf(x, placed, "x"), ...guideOf(y, placed, "y")] };
}

/** The smallest box around all. */
export function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function nearest(
  box: Box,
  others: readonly Box[],
  { axis, reach }: { axis: "x" | "y"; reach: number },
): Hit | undefined {
  let best: Hit | undefined;
  for (const other of others) {
    for (const own of linesOf(box, axis)) {
      for (const at of linesOf(other, axis)) {
        const by = at - own;
        if (Math.abs(by) <= reach && (best === undefined || Math.abs(by) < Math.abs(best.by))) best = { by, at, other };
      }
    }
  }
  return best;
}

function linesOf(box: Box, axis: "x" | "y"): readonly number[] {
  return axis === "x"
    ? [box.x, box.x + box.width / 2, box.x + box.width]
    : [box.y, box.y + box.height / 2, box.y + box.height];
}

function guideOf(hit: Hit | undefined, box: Box, axis: "x" | "y"): Guide[] {
  if (!hit) return [];
  const span = (each: Box) => (axis === "x" ? [each.y, each.y + each.height] : [each.x, each.x + each.width]);
  const ends = [...span(box), ...span(hit.other)];
  return [{ axis, at: hit.at, from: Math.min(...ends), to: Math.max(...ends) }];
}
