import { moveNodes } from "../../../lib/edit/edit.ts";
import type { Position } from "../../../lib/graph/graph.ts";
import { motion } from "../../ui/page/motion.ts";
import { graphOf } from "../store/document-slice.ts";
import type { EditorStore } from "../store/store.ts";

/** More nodes than this arrive at once: no one follows so many with the eye, and every frame would draw them all. */
const mostMoving = 300;

/** Moves nodes to their new places along straight lines; the whole way is one undo step. */
export async function glide(store: EditorStore, positions: Readonly<Record<string, Position>>): Promise<void> {
  const { begin, end } = store.getState();
  const from = graphOf(store.getState()).layout.positions;
  const { duration } = motion(180);
  begin("Tidy");
  if (duration > 0 && Object.keys(positions).length <= mostMoving) {
    const start = performance.now();
    for (let part = 0; part < 1; ) {
      const now = await nextFrame();
      part = Math.min(1, (now - start) / duration);
      if (!store.getState().history.gesture) return;
      moveTo(store, between(from, positions, easeOut(part)));
    }
  }
  moveTo(store, positions);
  end();
}

function moveTo(store: EditorStore, positions: Readonly<Record<string, Position>>): void {
  store.getState().edit("Tidy", (graph) => moveNodes(graph, positions));
}

function between(
  from: Readonly<Record<string, Position>>,
  to: Readonly<Record<string, Position>>,
  part: number,
): Record<string, Position> {
  const entries = Object.entries(to).map(([id, end]) => {
    const start = from[id] ?? end;
    return [id, { x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part }] as const;
  });
  return Object.fromEntries(entries);
}

function easeOut(part: number): number {
  return 1 - (1 - part) ** 3;
}

/** A hidden tab has no frames. */
function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(() => resolve(performance.now()), 16);
    else requestAnimationFrame(resolve);
  });
}
