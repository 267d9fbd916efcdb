/** Structural sharing: equal parts of two graphs become the same objects, so that what did not change is known by identity. */

import type { Graph } from "../graph/graph.ts";
import { isSame } from "./diff.ts";

/** `fresh`, with the objects of `old` wherever they are equal. */
export function reuseUnchanged(old: Graph, fresh: Graph): Graph {
  const { positions, groups, notes, frames } = old.layout;
  const freshFrames = fresh.layout.frames;
  const reused: Graph = {
    ...fresh,
    nodes: reuseRecord(old.nodes, fresh.nodes),
    edges: reuseEdges(old.edges, fresh.edges),
    layout: {
      positions: reuseRecord(positions, fresh.layout.positions),
      groups: reuseRecord(groups, fresh.layout.groups),
      notes: reuseRecord(notes, fresh.layout.notes),
      ...(freshFrames ? { frames: frames ? reuseRecord(frames, freshFrames) : freshFrames } : {}),
    },
  };
  const isOld = (["nodes", "edges"] as const).every((part) => reused[part] === old[part]);
  const isPlaced = (["positions", "groups", "notes", "frames"] as const).every(
    (part) => reused.layout[part] === old.layout[part],
  );
  return isOld && isPlaced ? old : reused;
}

function reuseRecord<T>(old: Record<string, T>, fresh: Record<string, T>): Record<string, T> {
  const entries = Object.entries(fresh).map(([id, value]) => {
    const known = Object.hasOwn(old, id) ? old[id] : undefined;
    return [id, known !== undefined && isSame(known, value) ? known : value] as const;
  });
  const isOld = entries.length === Object.keys(old).length && entries.every(([id, value]) => old[id] === value);
  return isOld ? old : Object.fromEntries(entries);
}

function reuseEdges(old: Graph["edges"], fresh: Graph["edges"]): Graph["edges"] {
  const known = new Map(old.map((edge) => [edge.id, edge]));
  const edges = fresh.map((edge) => {
    const same = known.get(edge.id);
    return same && isSame(same, edge) ? same : edge;
  });
  return edges.length === old.length && edges.every((edge, index) => edge === old[index]) ? old : edges;
}
