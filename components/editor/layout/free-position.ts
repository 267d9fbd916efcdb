import { type Graph, type Position, positionOf } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { card, nodeSize } from "./geometry.ts";

/** What a new card takes at least, and the gap under the one that was in its way; canvas pixels. */
const height = 90;
const gap = 30;

type Box = Position & { width: number; height: number };

/** This position for a new card, or the next one below it at which it covers none. */
export function freePosition(graph: Graph, catalogue: Catalogue, wish: Position): Position {
  const inTheWay = boxesOf(graph, catalogue)
    .filter(({ x, width }) => x < wish.x + card.width && wish.x < x + width)
    .sort((a, b) => a.y - b.y);
  const y = inTheWay.reduce(
    (from, box) => (box.y < from + height && from < box.y + box.height ? box.y + box.height + gap : from),
    wish.y,
  );
  return { x: wish.x, y };
}

/** Whether a card is drawn at this point. */
export function isOnCard(graph: Graph, catalogue: Catalogue, { x, y }: Position): boolean {
  return boxesOf(graph, catalogue).some(
    (box) => box.x <= x && x <= box.x + box.width && box.y <= y && y <= box.y + box.height,
  );
}

function boxesOf(graph: Graph, catalogue: Catalogue): Box[] {
  return Object.keys(graph.nodes).map((id) => ({ ...positionOf(graph, id), ...nodeSize(graph, catalogue, id) }));
}
