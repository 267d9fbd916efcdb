/** Two graphs in one drawing: the later one, and behind it, as ghosts, what it no longer has. Each thing has its mark. */
import { diffGraphs, edgeKey, type GraphDiff } from "../../../lib/diff/diff.ts";
import { bodyAt, editAt } from "../../../lib/edit/bodies.ts";
import type { Edge, Graph } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { growFrames } from "../layout/frames.ts";

export type Mark = "added" | "removed" | "changed" | "moved";
export type Marks = Readonly<Record<"nodes" | "edges" | "notes" | "groups", ReadonlyMap<string, Mark>>>;
export type Drawn = { graph: Graph; diff: GraphDiff; marks: Marks };

export function drawDiff(before: Graph, after: Graph): Drawn {
  const diff = diffGraphs(before, after);
  const ghosts = Object.fromEntries(
    diff.removed.flatMap((id) => {
      const node = before.nodes[id];
      return node ? [[id, node] as const] : [];
    }),
  );
  const positions = pickKeys(before.layout.positions, diff.removed);
  const lost = <T>(old: Record<string, T>, now: Record<string, T>) =>
    pickKeys(
      old,
      Object.keys(old).filter((id) => !Object.hasOwn(now, id)),
    );
  const edges = [...after.edges, ...diff.removedEdges.map(ghostEdge)];
  const { layout } = after;
  const graph: Graph = {
    ...after,
    nodes: { ...after.nodes, ...ghosts },
    edges,
    layout: {
      positions: { ...layout.positions, ...positions },
      notes: { ...layout.notes, ...lost(before.layout.notes, layout.notes) },
      groups: unfolded({ ...layout.groups, ...lost(before.layout.groups, layout.groups) }),
      ...(layout.frames ? { frames: layout.frames } : {}),
    },
  };
  return { graph, diff, marks: marksOf(before, after, diff) };
}

/** The same, and in one drawing too what differs inside of bodies. */
export function drawDiffInside(before: Graph, after: Graph, catalogue: Catalogue): Drawn {
  const drawn = drawDiff(before, after);
  const graph = drawn.diff.changed.reduce((next, { id }) => {
    const [old, now] = [bodyAt(before, catalogue, id), bodyAt(after, catalogue, id)];
    if (!old || !now) return next;
    const scope = [id];
    const inside = editAt(next, { catalogue, scope }, () => drawDiffInside(old, now, catalogue).graph);
    return growFrames(next, inside, { catalogue, scope });
  }, drawn.graph);
  return { ...drawn, graph };
}

/** What lies in a collapsed group has to be seen too. */
function unfolded(groups: Graph["layout"]["groups"]): Graph["layout"]["groups"] {
  return Object.fromEntries(Object.entries(groups).map(([id, { collapsed: _, ...group }]) => [id, group]));
}

function marksOf(before: Graph, after: Graph, diff: GraphDiff): Marks {
  const added = new Set(diff.addedEdges.map(edgeKey));
  const items = (ids: readonly string[], part: "notes" | "groups") =>
    new Map(
      ids.map((id) => {
        if (!Object.hasOwn(before.layout[part], id)) return [id, "added"] as const;
        return [id, Object.hasOwn(after.layout[part], id) ? "changed" : "removed"] as const;
      }),
    );
  const nodes = new Map<string, Mark>(diff.moved.map((id) => [id, "moved"]));
  for (const { id } of diff.changed) nodes.set(id, "changed");
  for (const id of diff.added) nodes.set(id, "added");
  for (const id of diff.removed) nodes.set(id, "removed");
  const edges = new Map<string, Mark>(diff.removedEdges.map((edge) => [ghostEdge(edge).id, "removed"]));
  for (const edge of after.edges) if (added.has(edgeKey(edge))) edges.set(edge.id, "added");
  return { nodes, edges, notes: items(diff.notes, "notes"), groups: items(diff.groups, "groups") };
}

/** Its id may be another edge's by now. */
export function ghostEdge(edge: Edge): Edge {
  return { ...edge, id: `was-${edge.id}` };
}

function pickKeys<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = Object.hasOwn(record, key) ? record[key] : undefined;
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
