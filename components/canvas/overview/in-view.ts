/** What of the canvas is on the screen, in canvas pixels. */
import type { ReactFlowState } from "@xyflow/react";

type Box = { x: number; y: number; width: number; height: number };
type Thing = {
  id: string;
  position: { x: number; y: number };
  width?: number | undefined;
  height?: number | undefined;
};

/** The view, and `margin` of its size beyond each side. */
export function viewBox(state: Pick<ReactFlowState, "transform" | "width" | "height">, margin = 0): Box {
  const [x, y, zoom] = state.transform;
  const [width, height] = [state.width / zoom, state.height / zoom];
  return {
    x: -x / zoom - width * margin,
    y: -y / zoom - height * margin,
    width: width * (1 + 2 * margin),
    height: height * (1 + 2 * margin),
  };
}

export function isIn({ position, width = 0, height = 0 }: Thing, box: Box): boolean {
  return (
    position.x < box.x + box.width &&
    box.x < position.x + width &&
    position.y < box.y + box.height &&
    box.y < position.y + height
  );
}

/** How many are in the box; counting ends at `enough`. */
export function countSeen(things: readonly Thing[], box: Box, enough: number): number {
  let count = 0;
  for (const thing of things) {
    if (isIn(thing, box)) count += 1;
    if (count >= enough) break;
  }
  return count;
}
