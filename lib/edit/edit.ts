/**
 * Every change of a graph is one of these pure functions: graph in, graph out, nothing shared is touched. A function
 * that has nothing to do returns the very same graph, so "did anything change?" is `===`.
 * Here: nodes. Beside: edges, settings, clip (copy and paste), notes, groups, history.
 */
import type { Graph, Node, Position } from "../graph/graph.ts";
import { nodeAt } from "../graph/graph.ts";
import type { Manifest } from "../node-types/manifest.ts";
import { defined } from "../values/defined.ts";

/** A node as it comes out of the palette. */
export function freshNode(manifest: Manifest): Node {
  return { type: manifest.type, version: manifest.version, config: structuredClone(manifest.defaults) };
}

export type NodePlacement = { id: string; node: Node; position: Position };

export function addNode(graph: Graph, { id, node, position }: NodePlacement): Graph {
  return {
    ...graph,
    nodes: { ...graph.nodes, [id]: node },
    layout: { ...graph.layout, positions: { ...graph.layout.positions, [id]: roundPosition(position) } },
  };
}

/** Removes the nodes with their edges, their places and their part in groups; a group without nodes goes too. */
export function removeNodes(graph: Graph, ids: readonly string[]): Graph {
  const gone = new Set(ids.filter((id) => nodeAt(graph, id)));
  if (gone.size === 0) return graph;
  const groups = Object.entries(graph.layout.groups).flatMap(([id, group]) => {
    const nodes = group.nodes.filter((node) => !gone.has(node));
    if (nodes.length === group.nodes.length) return [[id, group] as const];
    return nodes.length === 0 ? [] : [[id, { ...group, nodes }] as const];
  });
  return {
    ...graph,
    nodes: without(graph.nodes, gone),
    edges: graph.edges.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node)),
    layout: {
      ...graph.layout,
      positions: without(graph.layout.positions, gone),
      groups: Object.fromEntries(groups),
      ...(graph.layout.frames ? { frames: without(graph.layout.frames, gone) } : {}),
    },
  };
}

/** Puts nodes at positions given in canvas pixels. Ids that are no node are ignored. */
export function moveNodes(graph: Graph, targets: Readonly<Record<string, Position>>): Graph {
  const moved = Object.entries(targets).flatMap(([id, target]) => {
    const next = roundPosition(target);
    const now = graph.layout.positions[id];
    return nodeAt(graph, id) && (now?.x !== next.x || now.y !== next.y) ? [[id, next] as const] : [];
  });
  if (moved.length === 0) return graph;
  const positions = { ...graph.layout.positions, ...Object.fromEntries(moved) };
  return { ...graph, layout: { ...graph.layout, positions } };
}

export type NodePatch = {
  [Key in "title" | "disabled" | "retry" | "timeout" | "deadline" | "budget" | "onError" | "pinned"]?:
    | Node[Key]
    | undefined;
};

/** Changes what every node has besides its settings. A field given as `undefined` is taken away. */
export function patchNode(graph: Graph, id: string, patch: NodePatch): Graph {
  const node = nodeAt(graph, id);
  if (!node) return graph;
  const next = defined({ ...node, ...patch });
  return {
    ...graph,
    nodes: { ...graph.nodes, [id]: { ...next, type: node.type, version: node.version, config: node.config } },
  };
}

export function rename(graph: Graph, id: string, title: string): Graph {
  const trimmed = title.trim().slice(0, 120);
  return patchNode(graph, id, { title: trimmed === "" ? undefined : trimmed });
}

/** Disables the nodes, or enables them when all of them are disabled. */
export function toggleDisabled(graph: Graph, ids: readonly string[]): Graph {
  const isEnabling = ids.every((id) => nodeAt(graph, id)?.disabled);
  return ids.reduce((next, id) => patchNode(next, id, { disabled: isEnabling ? undefined : true }), graph);
}

export function without<T>(record: Readonly<Record<string, T>>, gone: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
}

/** Whole pixels: they diff well, and half of one is invisible. */
export function roundPosition({ x, y }: Position): Position {
  return { x: Math.round(x), y: Math.round(y) };
}
