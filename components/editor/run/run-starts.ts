import type { Graph } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { hasInputNode, type TriggerNode, triggersOf } from "../../../lib/runs/entry.ts";

/** Where a run may begin: undefined is the Input node, which comes first where there is one. */
export function startsOf(graph: Graph, catalogue: Catalogue): (TriggerNode | undefined)[] {
  const triggers = triggersOf(graph, catalogue);
  return triggers.length === 0 || hasInputNode(graph, catalogue) ? [undefined, ...triggers] : triggers;
}
