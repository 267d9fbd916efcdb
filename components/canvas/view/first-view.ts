/** Where a pipeline is looked at first: all of it when that can be read, else where it begins. */
import { getViewportForBounds } from "@xyflow/react";
import type { Box, Viewport } from "../../editor/store/view-port.ts";

/** Labels grow as cards shrink (text-scale.ts) down to this zoom; what does not fit at it is shown at `reading`. */
const legible = 0.6;
const reading = 0.75;
/** Pixels of the screen between the pipeline and the edge of the canvas. */
const margin = { side: 32, top: 48 } as const;

type Pane = { width: number; height: number };

/** `boxes` are those of cards and of whatever else is drawn. `start` is the card that the pipeline begins at. */
export function firstView(boxes: readonly Box[], start: Box | undefined, { width, height }: Pane): Viewport {
  const all = boundsOf(boxes);
  const fitted = getViewportForBounds(all, width, height, 0.03, 1, { x: `${margin.side}px`, y: `${margin.top}px` });
  if (fitted.zoom >= legible || !start) return fitted;
  const zoom = reading;
  // What stands before the first card, a note say, is shown with it while there is room for both.
  const left = (start.x - all.x) * zoom < width / 3 ? all.x : start.x;
  const isLow = all.height * zoom <= height - 2 * margin.top;
  const middle = isLow ? all.y + all.height / 2 : start.y + start.height / 2;
  const centred = height / 2 - middle * zoom;
  // No emptiness above or below a pipeline that is taller than the canvas.
  const [highest, lowest] = [margin.top - all.y * zoom, height - margin.top - (all.y + all.height) * zoom];
  const y = isLow ? centred : Math.max(lowest, Math.min(highest, centred));
  return { x: margin.side - left * zoom, y, zoom };
}

function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The leftmost of the cards, of several the highest. */
export function startOf<Card extends Box>(cards: readonly Card[]): Card | undefined {
  return cards.reduce<Card | undefined>(
    (first, card) => (first && (first.x < card.x || (first.x === card.x && first.y <= card.y)) ? first : card),
    undefined,
  );
}
