import type { Position } from "../../../lib/graph/graph.ts";

type Pointed =
  | { clientX: number; clientY: number }
  | { changedTouches: ArrayLike<{ clientX: number; clientY: number }> };

/** Where a mouse or a finger is, in screen pixels. */
export function pointOf(event: Pointed): Position {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}
