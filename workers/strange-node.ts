import { PatchbayError } from "../lib/errors.ts";
import type { Graph } from "../lib/graph.ts";
import type { NodeType } from "../nodes/define.ts";

/** A graph has a node that this release does not know, or knows in an older version. A worker of a newer one may. */
export class StrangeNode extends PatchbayError {
  constructor(title: string, nodeId: string) {
    const words = `No worker knows the node type “${title}” in the version this pipeline uses. Update the workers.`;
    super("invalid_graph", words, { nodeId });
  }
}

/** Throws StrangeNode unless all nodes that would run are known. */
export function assertKnown(graph: Graph, types: ReadonlyMap<string, NodeType>): void {
  for (const [id, { type, version, disabled }] of Object.entries(graph.nodes)) {
    if (!disabled && version > (types.get(type)?.version ?? 0)) throw new StrangeNode(type, id);
  }
}
