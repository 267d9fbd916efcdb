/** Which nodes feed which, however far. */
import type { Graph } from "../graph/graph.ts";

/** `up`: everything these nodes depend on · `down`: everything that depends on them. They themselves included. */
export function reach(graph: Pick<Graph, "edges">, starts: Iterable<string>, direction: "up" | "down"): Set<string> {
  const [near, far] = direction === "down" ? (["from", "to"] as const) : (["to", "from"] as const);
  const next = Map.groupBy(graph.edges, (edge) => edge[near].node);
  const seen = new Set<string>();
  const waiting = [...starts];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of next.get(id) ?? []) waiting.push(edge[far].node);
  }
  return seen;
}

/** The nodes that wait for each other in a cycle, and those that wait for them; none in a graph that can run. */
export function cycleIn(graph: Pick<Graph, "nodes" | "edges">): string[] {
  const waiting = new Map(Object.keys(graph.nodes).map((id) => [id, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    if (!waiting.has(from.node) || !waiting.has(to.node)) continue;
    waiting.set(to.node, (waiting.get(to.node) ?? 0) + 1);
    const followers = next.get(from.node);
    if (followers) followers.push(to.node);
    else next.set(from.node, [to.node]);
  }
  const ready = [...waiting].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const follower of next.get(id) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  return [...waiting.keys()];
}
