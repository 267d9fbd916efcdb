/** The edges as React Flow wants them, kept by identity as the nodes are. */
import type { Edge as FlowEdgeOf } from "@xyflow/react";
import { portAt } from "../../lib/edit/wires.ts";
import type { Edge, Graph } from "../../lib/graph.ts";
import type { PortKind } from "../../lib/ports.ts";
import type { Drawing } from "./flow-nodes.ts";

export type CableEdge = FlowEdgeOf<{ kind: PortKind; from: Edge["from"]; to: Edge["to"] }, "cable">;

type Made = { edge: Edge; kind: PortKind; selected: boolean; flow: CableEdge };

export function flowEdgeMaker(): (drawing: Drawing) => CableEdge[] {
  let made = new Map<string, Made>();
  let last:
    | { nodes: Graph["nodes"]; edges: Graph["edges"]; selected: ReadonlySet<string>; list: CableEdge[] }
    | undefined;
  return ({ graph, catalogue, selection }) => {
    // A drag changes places only: the very same list tells React Flow that no edge is another one.
    if (last?.nodes === graph.nodes && last.edges === graph.edges && last.selected === selection.edges)
      return last.list;
    const next = new Map<string, Made>();
    for (const edge of graph.edges) {
      if (!Object.hasOwn(graph.nodes, edge.from.node) || !Object.hasOwn(graph.nodes, edge.to.node)) continue;
      const kind = portAt(graph, catalogue, { ...edge.from, side: "outputs" })?.kind ?? "any";
      const selected = selection.edges.has(edge.id);
      const old = made.get(edge.id);
      const isSame = old && old.edge === edge && old.kind === kind && old.selected === selected;
      next.set(edge.id, isSame ? old : { edge, kind, selected, flow: makeEdge(graph, edge, { kind, selected }) });
    }
    made = next;
    const list = [...next.values()].map(({ flow }) => flow);
    last = { nodes: graph.nodes, edges: graph.edges, selected: selection.edges, list };
    return list;
  };
}

function makeEdge(graph: Graph, edge: Edge, { kind, selected }: { kind: PortKind; selected: boolean }): CableEdge {
  const name = (id: string) => graph.nodes[id]?.title ?? graph.nodes[id]?.type ?? id;
  return {
    id: edge.id,
    type: "cable",
    source: edge.from.node,
    sourceHandle: edge.from.port,
    target: edge.to.node,
    targetHandle: edge.to.port,
    selected,
    data: { kind, from: edge.from, to: edge.to },
    ariaLabel: `Edge from ${name(edge.from.node)}, ${edge.from.port}, to ${name(edge.to.node)}, ${edge.to.port}`,
  };
}
