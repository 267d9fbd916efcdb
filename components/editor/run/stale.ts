import { staleNodes } from "../../../lib/edit/stale.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { EditorState } from "../store/state.ts";

type Known = { ran: Graph; nodes: Graph["nodes"]; edges: Graph["edges"]; stale: ReadonlySet<string> };

/** Every card asks, so the answer is kept until the run or the graph's meaning is another one. */
let known: Known | undefined;

/** Whether the node's last result no longer matches the draft. */
export function isStale({ ranGraph, frozen, base, history: { graph } }: EditorState, nodeId: string): boolean {
  if (!ranGraph || frozen || base.length > 0) return false;
  if (known?.ran !== ranGraph || known.nodes !== graph.nodes || known.edges !== graph.edges) {
    known = { ran: ranGraph, nodes: graph.nodes, edges: graph.edges, stale: staleNodes(ranGraph, graph) };
  }
  return known.stale.has(nodeId);
}
