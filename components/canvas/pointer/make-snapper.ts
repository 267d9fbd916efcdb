import type { Position } from "../../../lib/graph/graph.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import type { Box } from "../../editor/store/view-port.ts";
import { around, snap } from "./snap.ts";

export type Placement = { id: string; position: Position };

/** Screen pixels within which a line attracts; and the most boxes that are looked at, the nearest first. */
const reach = 6;
const mostBoxes = 150;

/** Keeps, for one drag, the boxes that stand still, and moves what is dragged onto their lines. Ctrl lets it float. */
export function makeSnapper(store: EditorStore) {
  let others: Box[] | undefined;
  return {
    isOff: false,
    move(placements: readonly Placement[]): readonly Placement[] {
      const { viewPort, set, guides } = store.getState();
      const boxes = placements.flatMap(({ id, position }) => movedBox(viewPort?.box(id), position));
      if (!viewPort || boxes.length === 0 || this.isOff) {
        if (guides.length > 0) set({ guides: [] });
        return placements;
      }
      const box = around(boxes);
      others ??= otherBoxes(store, new Set(placements.map(({ id }) => id)), box);
      const snapped = snap(box, others, reach / viewPort.zoom());
      if (snapped.guides.length > 0 || guides.length > 0) set({ guides: snapped.guides });
      const { x, y } = snapped.by;
      return placements.map(({ id, position }) => ({ id, position: { x: position.x + x, y: position.y + y } }));
    },
    end(): void {
      others = undefined;
      this.isOff = false;
      if (store.getState().guides.length > 0) store.getState().set({ guides: [] });
    },
  };
}

/** Cards and boxes in view that are not dragged. A group's frame follows its nodes and is no line of its own. */
function otherBoxes(store: EditorStore, dragged: ReadonlySet<string>, near: Box): Box[] {
  const { viewPort } = store.getState();
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (!viewPort || !pane) return [];
  const from = viewPort.toCanvas({ x: pane.left, y: pane.top });
  const to = viewPort.toCanvas({ x: pane.right, y: pane.bottom });
  return viewPort
    .boxes()
    .filter(({ id, kind }) => !dragged.has(id) && (kind === "card" || kind === "folded-group"))
    .filter(({ x, y, width, height }) => x < to.x && y < to.y && x + width > from.x && y + height > from.y)
    .sort((a, b) => distance(a, near) - distance(b, near))
    .slice(0, mostBoxes);
}

function movedBox(box: Box | undefined, { x, y }: Position): Box[] {
  return box ? [{ x, y, width: box.width, height: box.height }] : [];
}

function distance(a: Box, b: Box): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}
