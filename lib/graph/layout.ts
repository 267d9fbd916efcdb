/**
 * A simple layered layout, left to right, for graphs that come without positions. Longest path gives the column,
 * a few median sweeps the order inside it, and each node settles near the middle of what it is connected to.
 */
import type { Graph, Position } from "./graph.ts";

/** `below`: kept free under it, for what hangs there after a run. */
export type Size = { width: number; height: number; below?: number };
export type SizeOf = (nodeId: string) => Size;

const gap = { x: 96, y: 56 } as const;
const sweeps = 4;
/** The lane that an edge over several columns keeps free in each column between, so that it runs behind no card. */
const lane = "\n";
const laneSize: Size = { width: 0, height: 12 };

type Adjacency = { before: Map<string, string[]>; after: Map<string, string[]> };

/** Positions for all nodes; the first column starts at 0, the columns are centred on one line. */
export function layoutGraph(graph: Graph, sizeOf: SizeOf): Record<string, Position> {
  const ids = Object.keys(graph.nodes);
  const adjacency = readAdjacency(graph, new Set(ids));
  const routed = addLanes(makeLayers(ids, adjacency), adjacency);
  const layers = orderLayers(routed.layers, routed.neighbours);
  const positions: Record<string, Position> = {};
  const size: SizeOf = (id) => (id.startsWith(lane) ? laneSize : sizeOf(id));
  let x = 0;
  for (const layer of layers) {
    placeLayer(layer, { x, positions, sizeOf: size, before: routed.neighbours.before });
    x += Math.max(0, ...layer.map((id) => size(id).width)) + gap.x;
  }
  return Object.fromEntries(Object.entries(positions).filter(([id]) => !id.startsWith(lane)));
}

/** The graph with a position for every node: all laid out when none has one, else those without below the others. */
export function placeNodes(graph: Graph, sizeOf: SizeOf): Graph {
  const unplaced = Object.keys(graph.nodes).filter((id) => !Object.hasOwn(graph.layout.positions, id));
  if (unplaced.length === 0) return graph;
  const all = layoutGraph(graph, sizeOf);
  if (unplaced.length === Object.keys(graph.nodes).length) return withPositions(graph, all);
  const placed = Object.entries(graph.layout.positions).filter(([id]) => Object.hasOwn(graph.nodes, id));
  const bottom = Math.max(...placed.map(([id, { y }]) => y + sizeOf(id).height)) + gap.y;
  const top = Math.min(...unplaced.map((id) => all[id]?.y ?? 0));
  const moved = unplaced.map((id) => [id, { x: all[id]?.x ?? 0, y: (all[id]?.y ?? 0) - top + bottom }] as const);
  return withPositions(graph, { ...graph.layout.positions, ...Object.fromEntries(moved) });
}

function withPositions(graph: Graph, positions: Record<string, Position>): Graph {
  return { ...graph, layout: { ...graph.layout, positions } };
}

function readAdjacency(graph: Graph, ids: ReadonlySet<string>): Adjacency {
  const adjacency: Adjacency = { before: new Map(), after: new Map() };
  for (const { from, to } of graph.edges) {
    if (!ids.has(from.node) || !ids.has(to.node)) continue;
    adjacency.before.set(to.node, [...(adjacency.before.get(to.node) ?? []), from.node]);
    adjacency.after.set(from.node, [...(adjacency.after.get(from.node) ?? []), to.node]);
  }
  return adjacency;
}

/** Longest path from the sources; a source then moves next to the first node that needs it. Cycles are cut. */
function makeLayers(ids: readonly string[], adjacency: Adjacency): string[][] {
  const rank = new Map<string, number>();
  const visiting = new Set<string>();
  const rankOf = (id: string): number => {
    const known = rank.get(id);
    if (known !== undefined) return known;
    if (visiting.has(id)) return -1;
    visiting.add(id);
    const found = Math.max(-1, ...(adjacency.before.get(id) ?? []).map(rankOf)) + 1;
    visiting.delete(id);
    rank.set(id, found);
    return found;
  };
  for (const id of ids) rankOf(id);
  for (const id of ids) {
    const followers = adjacency.after.get(id) ?? [];
    if (adjacency.before.has(id) || followers.length === 0) continue;
    rank.set(id, Math.max(0, Math.min(...followers.map(rankOf)) - 1));
  }
  const layers: string[][] = [];
  for (const id of ids) {
    const layer = rankOf(id);
    layers[layer] = [...(layers[layer] ?? []), id];
  }
  return layers.map((layer) => layer ?? []);
}

/** Cuts each edge over several columns into pieces, with a lane in every column it passes. */
function addLanes(layers: string[][], adjacency: Adjacency): { layers: string[][]; neighbours: Adjacency } {
  const layerOf = new Map(layers.flatMap((layer, index) => layer.map((id) => [id, index] as const)));
  const routed: Adjacency = { before: new Map(), after: new Map() };
  const filled = layers.map((layer) => [...layer]);
  const join = (from: string, to: string) => {
    routed.before.set(to, [...(routed.before.get(to) ?? []), from]);
    routed.after.set(from, [...(routed.after.get(from) ?? []), to]);
  };
  for (const [to, sources] of adjacency.before) {
    for (const from of new Set(sources)) {
      let last = from;
      for (let layer = (layerOf.get(from) ?? 0) + 1; layer < (layerOf.get(to) ?? 0); layer++) {
        // Edges from one node to several share their lanes.
        const id = `${lane}${from}${lane}${layer}`;
        if (!routed.before.has(id)) {
          filled[layer]?.push(id);
          join(last, id);
        }
        last = id;
      }
      join(last, to);
    }
  }
  return { layers: filled, neighbours: routed };
}

function orderLayers(layers: string[][], adjacency: Adjacency): string[][] {
  let ordered = layers;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isForward = sweep % 2 === 0;
    const order = new Map(ordered.flatMap((layer) => layer.map((id, index) => [id, index / layer.length] as const)));
    const near = isForward ? adjacency.before : adjacency.after;
    ordered = ordered.map((layer) =>
      layer
        .map((id, index) => ({ id, key: median((near.get(id) ?? []).map((other) => order.get(other) ?? 0)), index }))
        .sort((a, b) => (a.key ?? a.index / layer.length) - (b.key ?? b.index / layer.length) || a.index - b.index)
        .map(({ id }) => id),
    );
  }
  return ordered;
}

type Placing = {
  x: number;
  positions: Record<string, Position>;
  sizeOf: SizeOf;
  before: ReadonlyMap<string, readonly string[]>;
};

/** Stacks a column in its order, each node as near to the middle of its sources as those above it allow. */
function placeLayer(layer: readonly string[], { x, positions, sizeOf, before }: Placing): void {
  const wished = layer.map((id) => {
    const middles = (before.get(id) ?? []).flatMap((other) => {
      const position = positions[other];
      return position ? [position.y + sizeOf(other).height / 2] : [];
    });
    return middles.length === 0 ? undefined : middles.reduce((sum, y) => sum + y, 0) / middles.length;
  });
  const heights = layer.map((id, index) => sizeOf(id).height + (index < layer.length - 1 ? spaceBelow(sizeOf(id)) : 0));
  const height = heights.reduce((sum, each) => sum + each, 0);
  const known = wished.flatMap((y) => (y === undefined ? [] : [y]));
  const centre = known.length === 0 ? 0 : known.reduce((sum, y) => sum + y, 0) / known.length;
  let floor = layer.length === 1 ? Number.NEGATIVE_INFINITY : centre - height / 2;
  for (const [index, id] of layer.entries()) {
    const size = sizeOf(id);
    const wish = (wished[index] ?? centre) - size.height / 2;
    const y = layer.length === 1 ? wish : Math.max(floor, index === 0 ? floor : Math.min(wish, floor + gap.y));
    positions[id] = { x: Math.round(x), y: Math.round(y) };
    floor = y + size.height + spaceBelow(size);
  }
}

function spaceBelow({ below = 0 }: Size): number {
  return below + gap.y;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === undefined || lower === undefined ? undefined : (middle + lower) / 2;
}
