import { foldedNodes } from "../../../lib/edit/groups.ts";
import type { Position } from "../../../lib/graph/graph.ts";
import { motion } from "../../ui/page/motion.ts";
import { cardElement } from "../layout/card-element.ts";
import { card } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";

export type Direction = "left" | "right" | "up" | "down";

const steps: Record<Direction, Position> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Selects the nearest node in a direction, preferring what lies straight ahead, and brings it into view. */
export function selectNeighbour(store: EditorStore, direction: Direction): void {
  const state = store.getState();
  const graph = graphOf(state);
  const folded = foldedNodes(graph);
  const positions = Object.fromEntries(Object.entries(graph.layout.positions).filter(([id]) => !folded.has(id)));
  const from = soleNode(state);
  const next = from === undefined ? Object.keys(positions)[0] : nearest(positions, from, steps[direction]);
  const position = next === undefined ? undefined : positions[next];
  if (next === undefined || !position) return;
  state.select({ nodes: new Set([next]) });
  bringIntoView(store, position);
  requestAnimationFrame(() => {
    cardElement(next, store.getState())?.focus({ preventScroll: true });
  });
}

function nearest(positions: Readonly<Record<string, Position>>, from: string, step: Position): string | undefined {
  const start = positions[from];
  if (!start) return undefined;
  const candidates = Object.entries(positions).flatMap(([id, { x, y }]) => {
    const along = (x - start.x) * step.x + (y - start.y) * step.y;
    const aside = Math.abs((x - start.x) * step.y) + Math.abs((y - start.y) * step.x);
    return id !== from && along > 1 ? [{ id, cost: along + aside * 2 }] : [];
  });
  return candidates.toSorted((a, b) => a.cost - b.cost)[0]?.id;
}

function bringIntoView(store: EditorStore, position: Position): void {
  const { viewPort } = store.getState();
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (!viewPort || !pane) return;
  const { x, y } = viewPort.toScreen(position);
  const zoom = viewPort.zoom();
  const isVisible = x > pane.left && y > pane.top && x + card.width * zoom < pane.right && y + 120 * zoom < pane.bottom;
  if (!isVisible) viewPort.centreOn({ x: position.x + card.width / 2, y: position.y + 60 }, { zoom, ...motion(160) });
}
