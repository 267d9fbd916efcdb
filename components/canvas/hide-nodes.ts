import type { FlowEdge } from "./edges/flow-edges.ts";
import type { FlowNode } from "./flow-nodes.ts";

type Mounted = ReadonlySet<string>;

/**
 * Makes nodes hidden from React Flow, but for those that are `mounted`. The one to `keep` stays mounted for keys and
 * screen readers; the pointer belongs to the picture. Each is made once, so that a node which did not change stays the
 * same object. The list is another one each time: a view that waits to be fitted is fitted when nodes are set anew.
 */
export function nodeHider(): (nodes: FlowNode[], mounted: Mounted, keep: string | undefined) => FlowNode[] {
  const hidden = new WeakMap<FlowNode, FlowNode>();
  const kept = new WeakMap<FlowNode, FlowNode>();
  return (nodes, mounted, keep) =>
    nodes.map((node) => {
      if (node.hidden || mounted.has(node.id)) return node;
      if (node.id === keep)
        return once(kept, node, () => ({ ...node, style: { ...node.style, pointerEvents: "none" } }));
      return once(hidden, node, () => ({ ...node, hidden: true }));
    });
}

/**
 * Only the edges at mounted nodes, and those that merely pass by: an edge of nodes in view that wait for their turn
 * waits with them. While `isFilling` the picture has all others.
 */
export function edgeHider(): (edges: FlowEdge[], mounting: { mounted: Mounted; isFilling: boolean }) => FlowEdge[] {
  let last: { edges: FlowEdge[]; mounted: Mounted; isFilling: boolean; near: FlowEdge[] } | undefined;
  return (edges, { mounted, isFilling }) => {
    if (last?.edges === edges && last.mounted === mounted && last.isFilling === isFilling) return last.near;
    const isNear = ({ source, target }: FlowEdge) => mounted.has(source) || mounted.has(target);
    const near = mounted.size === 0 ? noEdges : isFilling ? edges.filter(isNear) : edges;
    last = { edges, mounted, isFilling, near };
    return near;
  };
}

const noEdges: FlowEdge[] = [];

function once(made: WeakMap<FlowNode, FlowNode>, node: FlowNode, make: () => FlowNode): FlowNode {
  const known = made.get(node);
  if (known) return known;
  const other = make();
  made.set(node, other);
  return other;
}
