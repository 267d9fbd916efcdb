/** Copy, paste and duplicate. A clip is plain JSON text on the system clipboard, so it travels between tabs and chats. */
import { type Graph, nodeAt, type Position } from "../../graph/graph.ts";
import { roundPosition } from "../edit.ts";
import type { MakeId } from "../ids.ts";
import { noteAt } from "../notes.ts";
import type { Clip } from "./clip-schema.ts";

/** The chosen nodes and notes, the edges between them, and the groups that lie wholly inside. */
export function copy(graph: Graph, ids: { nodes: readonly string[]; notes: readonly string[] }): Clip {
  const chosen = new Set(ids.nodes.filter((id) => nodeAt(graph, id)));
  const nodes = Object.fromEntries([...chosen].flatMap((id) => pair(id, nodeAt(graph, id))));
  return {
    patchbay: "clip",
    nodes,
    edges: graph.edges.filter(({ from, to }) => chosen.has(from.node) && chosen.has(to.node)),
    positions: Object.fromEntries([...chosen].flatMap((id) => pair(id, graph.layout.positions[id]))),
    notes: Object.fromEntries(ids.notes.flatMap((id) => pair(id, noteAt(graph, id)))),
    groups: Object.fromEntries(
      Object.entries(graph.layout.groups).filter(([, group]) => group.nodes.every((id) => chosen.has(id))),
    ),
  };
}

export type Pasted = { graph: Graph; nodes: string[]; notes: string[] };

/** Adds the clip with fresh ids; its top left corner comes to `at`, or it keeps its positions moved by `offset`. */
export function paste(
  graph: Graph,
  clip: Clip,
  { newId, at, offset = { x: 0, y: 0 } }: { newId: MakeId; at?: Position; offset?: Position },
): Pasted {
  const corner = at ? topLeft(clip) : { x: 0, y: 0 };
  const move = (position: Position) =>
    roundPosition({ x: position.x - corner.x + (at?.x ?? offset.x), y: position.y - corner.y + (at?.y ?? offset.y) });
  const ids = new Map(Object.entries(clip.nodes).map(([id, node]) => [id, newId(node.type)]));
  const renamed = (id: string) => ids.get(id) ?? id;
  const notes = Object.entries(clip.notes).map(([, note]) => [newId("note"), { ...note, ...move(note) }] as const);
  const edges = clip.edges
    .filter(({ from, to }) => ids.has(from.node) && ids.has(to.node))
    .map(({ from, to }) => ({
      id: newId("e"),
      from: { ...from, node: renamed(from.node) },
      to: { ...to, node: renamed(to.node) },
    }));
  const nodes = Object.entries(clip.nodes).map(([id, node]) => [renamed(id), structuredClone(node)] as const);
  const positions = [...ids].map(([old, id]) => [id, move(clip.positions[old] ?? corner)] as const);
  const groups = Object.values(clip.groups)
    .map((group) => ({ ...group, nodes: group.nodes.filter((id) => ids.has(id)).map(renamed) }))
    .filter((group) => group.nodes.length > 0)
    .map((group) => [newId("group"), group] as const);
  return {
    graph: {
      ...graph,
      nodes: { ...graph.nodes, ...Object.fromEntries(nodes) },
      edges: [...graph.edges, ...edges],
      layout: {
        ...graph.layout,
        positions: { ...graph.layout.positions, ...Object.fromEntries(positions) },
        groups: { ...graph.layout.groups, ...Object.fromEntries(groups) },
        notes: { ...graph.layout.notes, ...Object.fromEntries(notes) },
      },
    },
    nodes: [...ids.values()],
    notes: notes.map(([id]) => id),
  };
}

export function isEmptyClip(clip: Clip): boolean {
  return Object.keys(clip.nodes).length === 0 && Object.keys(clip.notes).length === 0;
}

function topLeft(clip: Clip): Position {
  const positions = [...Object.values(clip.positions), ...Object.values(clip.notes)];
  if (positions.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...positions.map(({ x }) => x)), y: Math.min(...positions.map(({ y }) => y)) };
}

function pair<T>(id: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[id, value]];
}
