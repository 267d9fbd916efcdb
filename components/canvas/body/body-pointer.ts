/** The pointer and the keys in an open body: selecting, moving, connecting, the menu and the picker, as React Flow has them outside. */
import type { KeyboardEvent, MouseEvent, PointerEvent } from "react";
import { type EdgeEnd, edgeBetween, portAt } from "../../../lib/edit/edges.ts";
import { moveNodes } from "../../../lib/edit/edit.ts";
import type { Position } from "../../../lib/graph/graph.ts";
import { positionOf } from "../../../lib/graph/graph.ts";
import { canEdit, graphOf } from "../../editor/store/document-slice.ts";
import { nothing } from "../../editor/store/selection-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { enter } from "../../editor/store/store-inside.ts";
import { edgeDrop } from "../edges/edge-drop.ts";
import { followPointer } from "../pointer/follow-pointer.ts";
import type { DrawnLine } from "./body-edges.tsx";

type Context = {
  /** The one inside the body. */
  store: EditorStore;
  scope: readonly string[];
  setLine: (line: DrawnLine | undefined) => void;
};
export type BodyPointer = ReturnType<typeof bodyPointer>;

export function bodyPointer(context: Context) {
  const { store } = context;
  const pressCard = (event: PointerEvent, id: string) => {
    event.stopPropagation();
    if (event.button !== 0) return;
    enter(store);
    const isMore = isMoreOf(event);
    const { selection, select, toggle } = store.getState();
    if (isMore) toggle("nodes", [{ id, selected: !selection.nodes.has(id) }]);
    else if (!selection.nodes.has(id)) select({ nodes: new Set([id]) });
    if (isMore || isOwnTool(event)) return;
    moveSelection(store, event, () => select({ nodes: new Set([id]) }));
  };
  return {
    pressCard,
    pressPort: (event: PointerEvent, end: EdgeEnd) => drawEdge(context, event, end),
    pressEdge: (event: PointerEvent, id: string) => {
      event.stopPropagation();
      if (event.button !== 0) return;
      enter(store);
      const { selection, select, toggle } = store.getState();
      if (isMoreOf(event)) toggle("edges", [{ id, selected: !selection.edges.has(id) }]);
      else select({ edges: new Set([id]) });
    },
    pressGround: (event: PointerEvent) => {
      event.stopPropagation();
      enter(store);
      if (event.button === 0 && !isMoreOf(event)) store.getState().select(nothing);
    },
    pressKey: (event: KeyboardEvent, id: string) => {
      const isOnCard = event.target === event.currentTarget;
      if (!isOnCard || (event.key !== "Enter" && event.key !== " ") || isSelected(store, id)) return;
      event.preventDefault();
      event.stopPropagation();
      enter(store);
      store.getState().select({ nodes: new Set([id]) });
    },
    openPicker: (event: MouseEvent) => {
      const { target, currentTarget } = event;
      event.stopPropagation();
      const isGround =
        target === currentTarget || (target instanceof Element && target.parentElement === currentTarget);
      const { viewPort, set } = store.getState();
      if (!isGround || !viewPort || !canEdit(store.getState())) return;
      enter(store);
      const screen = { x: event.clientX, y: event.clientY };
      set({ picker: { screen, canvas: viewPort.toCanvas(screen) } });
    },
    openMenu: (event: MouseEvent, id?: string) => {
      event.preventDefault();
      event.stopPropagation();
      enter(store);
      const { select, set } = store.getState();
      if (id !== undefined && !isSelected(store, id)) select({ nodes: new Set([id]) });
      set({ menu: { screen: { x: event.clientX, y: event.clientY }, on: id === undefined ? "canvas" : "node" } });
    },
  };
}

function isMoreOf({ shiftKey, ctrlKey, metaKey }: PointerEvent): boolean {
  return shiftKey || ctrlKey || metaKey;
}

function isSelected(store: EditorStore, id: string): boolean {
  return store.getState().selection.nodes.has(id);
}

/** On a button or an answer that has its own use for the pointer. */
function isOwnTool({ target, currentTarget }: PointerEvent): boolean {
  const tool = target instanceof Element ? target.closest(".nodrag, input, textarea") : null;
  return tool !== null && currentTarget.contains(tool);
}

/** The selected nodes go with the pointer, not beyond the upper and left edge of the body; one undo step. */
function moveSelection(store: EditorStore, down: PointerEvent, onClick: () => void): void {
  const { selection, viewPort } = store.getState();
  const graph = graphOf(store.getState());
  const from = new Map([...selection.nodes].map((id) => [id, positionOf(graph, id)]));
  const all = Object.values(graph.layout.positions);
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const start = [...from.values()];
  const least = { x: left - Math.min(...start.map(({ x }) => x)), y: top - Math.min(...start.map(({ y }) => y)) };
  const zoom = viewPort?.zoom() ?? 1;
  let hasMoved = false;
  followPointer(down, {
    onMove: ({ clientX, clientY }) => {
      if (!canEdit(store.getState())) return;
      if (!hasMoved) store.getState().begin("Move");
      hasMoved = true;
      const by = {
        x: Math.max(least.x, (clientX - down.clientX) / zoom),
        y: Math.max(least.y, (clientY - down.clientY) / zoom),
      };
      const targets = [...from].map(([id, { x, y }]): [string, Position] => [id, { x: x + by.x, y: y + by.y }]);
      store.getState().edit("Move", (open) => moveNodes(open, Object.fromEntries(targets)));
    },
    onEnd: () => {
      if (hasMoved) store.getState().end();
      else onClick();
    },
  });
}

/** From a port to a port, a node or the empty ground of the same body. */
function drawEdge({ store, scope, setLine }: Context, down: PointerEvent, edgeEnd: EdgeEnd): void {
  down.stopPropagation();
  if (down.button !== 0 || !canEdit(store.getState())) return;
  enter(store);
  const { viewPort, catalogue, set } = store.getState();
  if (!viewPort) return;
  const kind = portAt(graphOf(store.getState()), catalogue, edgeEnd)?.kind ?? "any";
  const box = down.currentTarget.getBoundingClientRect();
  const port = viewPort.toCanvas({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  let hasMoved = false;
  followPointer(down, {
    onMove: ({ clientX, clientY }) => {
      if (!hasMoved) set({ edgeEnd, picker: undefined, refusal: undefined, portChoice: undefined });
      hasMoved = true;
      const point = viewPort.toCanvas({ x: clientX, y: clientY });
      setLine(edgeEnd.side === "outputs" ? { kind, from: port, to: point } : { kind, from: point, to: port });
    },
    onEnd: (event) => {
      setLine(undefined);
      set({ edgeEnd: undefined });
      if (hasMoved && event instanceof globalThis.PointerEvent && event.type === "pointerup")
        dropEdge({ store, scope }, edgeEnd, { x: event.clientX, y: event.clientY });
    },
  });
}

function dropEdge({ store, scope }: Omit<Context, "setLine">, edgeEnd: EdgeEnd, screen: Position): void {
  const { refusalOf, add, refuse, dropOnNode, dropOnCanvas } = edgeDrop(store, () => undefined);
  const under = document.elementFromPoint(screen.x, screen.y);
  if (under?.closest<HTMLElement>("[data-body]")?.dataset.body !== scope.join("/")) return;
  const port = under.closest<HTMLElement>("[data-body-port]")?.dataset;
  if (port?.node !== undefined && port.port !== undefined) {
    if (port.bodyPort === edgeEnd.side) return;
    const ends = edgeBetween(edgeEnd, { node: port.node, port: port.port });
    if (refusalOf(ends) === undefined) add(ends);
    else refuse(ends, screen);
    return;
  }
  const node = under.closest<HTMLElement>("[data-body-card]")?.dataset.bodyCard?.split("/").at(-1);
  if (node !== undefined && under.closest(".pb-body")?.contains(under.closest("[data-body-card]")))
    dropOnNode(edgeEnd, node, screen);
  else dropOnCanvas(edgeEnd, screen);
}
