/** Equal parts of two graphs as the same objects: what did not change is then known by identity, and drawn once. */
import { isSame } from "./diff.ts";
import type { Graph } from "./graph.ts";

/** `fresh`, made of the objects of `old` wherever they are equal. */
export function shareGraph(old: Graph, fresh: Graph): Graph {
  const { positions, groups, notes } = old.layout;
  const shared: Graph = {
    ...fresh,
    nodes: shareRecord(old.nodes, fresh.nodes),
    edges: shareEdges(old.edges, fresh.edges),
    layout: {
      positions: shareRecord(positions, fresh.layout.positions),
      groups: shareRecord(groups, fresh.layout.groups),
      notes: shareRecord(notes, fresh.layout.notes),
    },
  };
  const isOld = (["nodes", "edges"] as const).every((part) => shared[part] === old[part]);
  const isPlaced = (["positions", "groups", "notes"] as const).every(
    (part) => shared.layout[part] === old.layout[part],
  );
  return isOld && isPlaced ? old : shared;
}

function shareRecord<T>(old: Record<string, T>, fresh: Record<string, T>): Record<string, T> {
  const entries = Object.entries(fresh).map(([id, value]) => {
    const known = Object.hasOwn(old, id) ? old[id] : undefined;
    return [id, known !== undefined && isSame(known, value) ? known : value] as const;
  });
  const isOld = entries.length === Object.keys(old).length && entries.every(([id, value]) => old[id] === value);
  return isOld ? old : Object.fromEntries(entries);
}

function shareEdges(old: Graph["edges"], fresh: Graph["edges"]): Graph["edges"] {
  const known = new Map(old.map((edge) => [edge.id, edge]));
  const edges = fresh.map((edge) => {
    const same = known.get(edge.id);
    return same && isSame(same, edge) ? same : edge;
  });
  return edges.length === old.length && edges.every((edge, index) => edge === old[index]) ? old : edges;
}
