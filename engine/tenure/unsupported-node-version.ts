import { PatchbayError } from "../../lib/errors.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import type { NodeType } from "../../nodes/define.ts";

/** A graph has a node that this release does not know, or knows in an older version. A worker of a newer release may. */
export class UnsupportedNodeVersion extends PatchbayError {
  constructor(title: string, nodeId: string) {
    const message = `No worker knows the node type “${title}” in the version this pipeline uses. Update the workers.`;
    super("invalid_graph", message, { nodeId });
  }
}

/** Throws UnsupportedNodeVersion unless all nodes that would run are known. */
export function assertSupported(graph: Graph, types: ReadonlyMap<string, NodeType>): void {
  for (const [id, { type, version, disabled }] of Object.entries(graph.nodes)) {
    if (!disabled && version > (types.get(type)?.version ?? 0)) throw new UnsupportedNodeVersion(type, id);
  }
}
