/** Bodies that are drawn open inside their nodes: opening and closing them, and the space they take from what is around. */
import { isSame } from "../../../lib/diff/diff.ts";
import { bodyAt, chosenAt, editAt, graphAt, type Scope } from "../../../lib/edit/bodies.ts";
import { moveNodes, without } from "../../../lib/edit/edit.ts";
import { moveNotes } from "../../../lib/edit/notes.ts";
import { type Frame, type Graph, nodeAt, type Position, positionOf } from "../../../lib/graph/graph.ts";
import type { Size } from "../../../lib/graph/layout.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { cardPorts, frameCorner, frameOf, nodeSize } from "./geometry.ts";

/** Space around the nodes of a body; below them hangs what a run says of them. */
const around = { side: 24, top: 16, bottom: 72 } as const;
const least = { width: 540, height: 150 } as const;

/** Draws the body of a node open, and what lies to the right of it and below makes space; closed, it comes back. */
export function setOpen(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, isOpen }: { nodeId: string; isOpen: boolean },
): Graph {
  const body = bodyAt(graph, catalogue, nodeId);
  if (!body || isOpen === (frameOf(graph, nodeId) !== undefined)) return graph;
  return withFrame(graph, catalogue, { nodeId, frame: isOpen ? boundsOf(body, catalogue) : undefined });
}

/** The same for the pipeline that a node runs: `body` is its graph while it is to be open. */
export function setChosenOpen(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, body }: { nodeId: string; body: Graph | undefined },
): Graph {
  if (!chosenAt(graph, catalogue, nodeId)) return graph;
  return withFrame(graph, catalogue, { nodeId, frame: body && boundsOf(body, catalogue) });
}

/** After a change inside of open bodies: each is at least as large as what is in it, and what is around it makes space. */
export function growFrames(
  before: Graph,
  after: Graph,
  { catalogue, scope }: { catalogue: Catalogue; scope: Scope },
): Graph {
  const [nodeId, ...rest] = scope;
  if (nodeId === undefined || before === after) return after;
  const [was, body] = [bodyAt(before, catalogue, nodeId), bodyAt(after, catalogue, nodeId)];
  if (!was || !body || was === body) return after;
  const inner = growFrames(was, body, { catalogue, scope: rest });
  const next = inner === body ? after : editAt(after, { catalogue, scope: [nodeId] }, () => inner);
  const frame = frameOf(next, nodeId);
  if (!frame) return next;
  const grown = union(frame, boundsOf(inner, catalogue));
  return isSame(grown, frame) ? next : withFrame(next, catalogue, { nodeId, frame: grown });
}

/** Where the origin of a body is that is drawn open on this canvas; undefined when something on the way is closed. */
export function originOf(graph: Graph, catalogue: Catalogue, scope: Scope): Position | undefined {
  const origin = { x: 0, y: 0 };
  for (const [depth, nodeId] of scope.entries()) {
    const open = graphAt(graph, catalogue, scope.slice(0, depth));
    const frame = frameOf(open, nodeId);
    if (!frame || !bodyAt(open, catalogue, nodeId)) return undefined;
    const [position, corner] = [positionOf(open, nodeId), frameCorner(cardPorts(open, catalogue, nodeId))];
    origin.x += position.x + corner.x - frame.x;
    origin.y += position.y + corner.y - frame.y;
  }
  return origin;
}

/** The ways to all bodies that are drawn open on the canvas of this graph. */
export function openScopes(graph: Graph, catalogue: Catalogue, scope: Scope = []): Scope[] {
  return Object.keys(graph.layout.frames ?? {}).flatMap((nodeId) => {
    const body = bodyAt(graph, catalogue, nodeId);
    const inner = [...scope, nodeId];
    if (!body) return chosenAt(graph, catalogue, nodeId) ? [inner] : [];
    return [inner, ...openScopes(body, catalogue, inner)];
  });
}

function withFrame(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, frame }: { nodeId: string; frame: Frame | undefined },
): Graph {
  const { frames = {}, ...layout } = graph.layout;
  const rest = without(frames, new Set([nodeId]));
  const next = frame ? { ...rest, [nodeId]: frame } : rest;
  const framed: Graph = {
    ...graph,
    layout: { ...layout, ...(Object.keys(next).length > 0 ? { frames: next } : {}) },
  };
  const sizes = { before: nodeSize(graph, catalogue, nodeId), after: nodeSize(framed, catalogue, nodeId) };
  return makeRoom(framed, nodeId, sizes);
}

/** What lies to the right of a node moves with its right edge, what else lies below it with its lower one. */
function makeRoom(graph: Graph, nodeId: string, { before, after }: { before: Size; after: Size }): Graph {
  const { x, y } = positionOf(graph, nodeId);
  const by = { x: after.width - before.width, y: after.height - before.height };
  const shifted = (at: Position): Position | undefined => {
    if (at.x >= x + before.width) return by.x === 0 ? undefined : { x: at.x + by.x, y: at.y };
    return at.y >= y + before.height && by.y !== 0 ? { x: at.x, y: at.y + by.y } : undefined;
  };
  const moved = <T extends Position>(things: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(things).flatMap(([id, { x: left, y: top }]) => {
        const to = id === nodeId ? undefined : shifted({ x: left, y: top });
        return to ? [[id, to] as const] : [];
      }),
    );
  return moveNotes(moveNodes(graph, moved(graph.layout.positions)), moved(graph.layout.notes));
}

/** The box around everything in a body, with some space. */
export function boundsOf(body: Graph, catalogue: Catalogue): Frame {
  const boxes = [
    ...Object.keys(body.nodes).flatMap((id) =>
      nodeAt(body, id) ? [{ ...positionOf(body, id), ...nodeSize(body, catalogue, id) }] : [],
    ),
    ...Object.values(body.layout.notes),
  ];
  if (boxes.length === 0) return { x: 0, y: 0, ...least };
  const left = Math.min(...boxes.map(({ x }) => x)) - around.side;
  const top = Math.min(...boxes.map(({ y }) => y)) - around.top;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + around.side;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + around.bottom;
  return { x: left, y: top, width: Math.max(least.width, right - left), height: Math.max(least.height, bottom - top) };
}

function union(a: Frame, b: Frame): Frame {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
