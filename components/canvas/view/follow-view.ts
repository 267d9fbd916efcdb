/** Which way the view goes so that what runs is seen. */
import type { Box, Viewport } from "../../editor/store/view-port.ts";

type Pane = { width: number; height: number };

/** Pixels of the screen that stay free around what is followed; below a card its answer grows. */
const room = { side: 24, top: 24, bottom: 96 } as const;

/**
 * The view in which these boxes are seen, at the zoom as it is; undefined when they are. Of more than fit into the pane
 * one has to be in view.
 */
export function followView(boxes: readonly Box[], view: Viewport, pane: Pane): Viewport | undefined {
  const [first] = boxes;
  if (!first) return undefined;
  const all = boxes.reduce(around);
  if (isInside(all, view, pane)) return undefined;
  const fits =
    all.width * view.zoom <= pane.width - 2 * room.side &&
    all.height * view.zoom <= pane.height - room.top - room.bottom;
  if (!fits && boxes.some((box) => isInside(box, view, pane))) return undefined;
  const { x, y, width, height } = fits ? all : first;
  return {
    x: pane.width / 2 - (x + width / 2) * view.zoom,
    y: (pane.height + room.top - room.bottom) / 2 - (y + height / 2) * view.zoom,
    zoom: view.zoom,
  };
}

function isInside(box: Box, { x, y, zoom }: Viewport, { width, height }: Pane): boolean {
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  return (
    left >= 0 && top >= 0 && left + box.width * zoom <= width && top + box.height * zoom <= height - room.bottom / 2
  );
}

function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
