/** Pinned outputs: a manual run of the draft takes them instead of running the node. Nothing else ever does. */

import type { Graph, Node } from "../graph/graph.ts";
import { nodeAt } from "../graph/graph.ts";
import type { PlainJson } from "../values/json.ts";
import { patchNode } from "./edit.ts";

export function pin(graph: Graph, id: string, values: Record<string, PlainJson>): Graph {
  return patchNode(graph, id, { pinned: values });
}

export function unpin(graph: Graph, ids: readonly string[]): Graph {
  return ids.reduce(
    (next, id) => (nodeAt(next, id)?.pinned ? patchNode(next, id, { pinned: undefined }) : next),
    graph,
  );
}

/** The graph as versions, the API and share links run it. */
export function withoutPins(graph: Graph): Graph {
  if (!Object.values(graph.nodes).some(({ pinned }) => pinned)) return graph;
  const bare = ({ pinned: _, ...node }: Node): Node => node;
  return { ...graph, nodes: Object.fromEntries(Object.entries(graph.nodes).map(([id, node]) => [id, bare(node)])) };
}
