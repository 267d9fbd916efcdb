import type { CSSProperties } from "react";
import type { Position } from "../../../lib/graph/graph.ts";

/** Buttons and values of edges have 1,001 and more (edge.css), what has nothing below it less than 2. */
const [least, most] = [2, 990];
/** About how far from the origin cards are told apart by a few pixels. */
const near = 2000;

/**
 * For the card at `y`: what hangs below it lies over the cards further down, of which each may have something below it too
 * (card-body.css). It follows from the place alone, so that no card has to know of the others.
 */
export function cardOrder(y: number): number {
  const share = 0.5 - Math.atan(y / near) / Math.PI;
  return Math.round(least + (most - least) * share);
}

export function orderOf({ y }: Position): CSSProperties {
  const style: Record<string, string> = { "--card-order": String(cardOrder(y)) };
  return style;
}
