/** Notes and groups: layout only, never what a pipeline does. */

import { type Graph, type Group, type Note, nodeAt, type Position } from "../graph/graph.ts";
import { defined } from "../values/defined.ts";
import { roundPosition, without } from "./edit.ts";

export function addNote(graph: Graph, id: string, note: Note): Graph {
  return withNotes(graph, { ...graph.layout.notes, [id]: { ...note, ...roundPosition(note) } });
}

export function patchNote(graph: Graph, id: string, patch: Partial<Note>): Graph {
  const note = noteAt(graph, id);
  if (!note) return graph;
  const next = { ...note, ...patch };
  const size = { width: clamp(next.width, 80, 4000), height: clamp(next.height, 40, 4000) };
  return withNotes(graph, { ...graph.layout.notes, [id]: { ...next, ...roundPosition(next), ...size } });
}

export function removeNotes(graph: Graph, ids: readonly string[]): Graph {
  const gone = new Set(ids.filter((id) => noteAt(graph, id)));
  return gone.size === 0 ? graph : withNotes(graph, without(graph.layout.notes, gone));
}

export function moveNotes(graph: Graph, positions: Readonly<Record<string, Position>>): Graph {
  return Object.entries(positions).reduce((next, [id, position]) => patchNote(next, id, position), graph);
}

/** Puts the nodes into one new group; each node is in one group at most. */
export function addGroup(graph: Graph, id: string, group: Group): Graph {
  const nodes = group.nodes.filter((nodeId) => nodeAt(graph, nodeId));
  if (nodes.length === 0) return graph;
  const rest = Object.entries(graph.layout.groups).flatMap(([otherId, other]) => {
    const kept = other.nodes.filter((nodeId) => !nodes.includes(nodeId));
    return kept.length === 0 ? [] : [[otherId, { ...other, nodes: kept }] as const];
  });
  const groups = { ...Object.fromEntries(rest), [id]: { ...group, nodes } };
  return { ...graph, layout: { ...graph.layout, groups } };
}

export type GroupPatch = { [Key in "title" | "color" | "collapsed"]?: Group[Key] | undefined };

/** A field given as `undefined` is taken away; a group always has a title. */
export function patchGroup(graph: Graph, id: string, patch: GroupPatch): Graph {
  const group = graph.layout.groups[id];
  if (!Object.hasOwn(graph.layout.groups, id) || !group) return graph;
  return {
    ...graph,
    layout: {
      ...graph.layout,
      groups: { ...graph.layout.groups, [id]: { title: "", ...defined({ ...group, ...patch }) } },
    },
  };
}

/** Dissolves the groups; their nodes stay. */
export function removeGroups(graph: Graph, ids: readonly string[]): Graph {
  const gone = new Set(ids.filter((id) => Object.hasOwn(graph.layout.groups, id)));
  if (gone.size === 0) return graph;
  return { ...graph, layout: { ...graph.layout, groups: without(graph.layout.groups, gone) } };
}

export function noteAt(graph: Graph, id: string): Note | undefined {
  return Object.hasOwn(graph.layout.notes, id) ? graph.layout.notes[id] : undefined;
}

function withNotes(graph: Graph, notes: Graph["layout"]["notes"]): Graph {
  return { ...graph, layout: { ...graph.layout, notes } };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}
