import type { CableEdge } from "./flow-edges.ts";
import type { FlowNode } from "./flow-nodes.ts";

export const noEdges: CableEdge[] = [];

/**
 * Makes the same nodes hidden from React Flow. The one to `keep` stays mounted for keys and screen readers; the pointer
 * belongs to the picture. Each is made once, so that a node which did not change stays the same object.
 */
export function nodeHider(): (nodes: FlowNode[], keep: string | undefined) => FlowNode[] {
  const hidden = new WeakMap<FlowNode, FlowNode>();
  const kept = new WeakMap<FlowNode, FlowNode>();
  return (nodes, keep) =>
    nodes.map((node) => {
      if (node.hidden) return node;
      if (node.id === keep)
        return once(kept, node, () => ({ ...node, style: { ...node.style, pointerEvents: "none" } }));
      return once(hidden, node, () => ({ ...node, hidden: true }));
    });
}

function once(made: WeakMap<FlowNode, FlowNode>, node: FlowNode, make: () => FlowNode): FlowNode {
  const known = made.get(node);
  if (known) return known;
  const other = make();
  made.set(node, other);
  return other;
}
