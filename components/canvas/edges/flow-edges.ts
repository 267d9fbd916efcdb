/** The edges as React Flow wants them, kept by identity as the nodes are. */
import type { Edge as FlowEdgeOf } from "@xyflow/react";
import { portAt } from "../../../lib/edit/edges.ts";
import { foldedNodes, isFoldedAway } from "../../../lib/edit/groups.ts";
import type { Edge, Endpoint, Graph } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import { foldedPort, groupPrefix } from "../flow-ids.ts";
import type { Drawing } from "../flow-nodes.ts";

export type FlowEdge = FlowEdgeOf<{ kind: PortKind; from: Edge["from"]; to: Edge["to"] }, "edge">;

type Made = { edge: Edge; kind: PortKind; selected: boolean; ends: string; label: string; flow: FlowEdge };

export function flowEdgeMaker(): (drawing: Drawing) => FlowEdge[] {
  let made = new Map<string, Made>();
  let last:
    | {
        nodes: Graph["nodes"];
        edges: Graph["edges"];
        groups: Graph["layout"]["groups"];
        selected: ReadonlySet<string>;
        list: FlowEdge[];
      }
    | undefined;
  return ({ graph, catalogue, selection }) => {
    // A drag changes places only: the very same list tells React Flow that no edge is another one.
    if (
      last?.nodes === graph.nodes &&
      last.edges === graph.edges &&
      last.groups === graph.layout.groups &&
      last.selected === selection.edges
    )
      return last.list;
    const next = new Map<string, Made>();
    const folded = foldedNodes(graph);
    for (const edge of graph.edges) {
      if (!Object.hasOwn(graph.nodes, edge.from.node) || !Object.hasOwn(graph.nodes, edge.to.node)) continue;
      if (isFoldedAway(edge, folded)) continue;
      const kind = portAt(graph, catalogue, { ...edge.from, side: "outputs" })?.kind ?? "any";
      const selected = selection.edges.has(edge.id);
      const old = made.get(edge.id);
      const drawn = { from: drawnEnd(edge.from, folded), to: drawnEnd(edge.to, folded) };
      const ends = `${drawn.from.id} ${drawn.to.id}`;
      const label = labelOf(graph, catalogue, edge);
      const isSame =
        old?.edge === edge &&
        old.kind === kind &&
        old.selected === selected &&
        old.ends === ends &&
        old.label === label;
      const appearance = { kind, selected, label, ...drawn };
      next.set(edge.id, isSame ? old : { edge, kind, selected, ends, label, flow: makeEdge(edge, appearance) });
    }
    made = next;
    const list = [...next.values()].map(({ flow }) => flow);
    last = { nodes: graph.nodes, edges: graph.edges, groups: graph.layout.groups, selected: selection.edges, list };
    return list;
  };
}

type DrawnEnd = { id: string; handle: string };

/** Where an end is drawn: at its node, or at the box of the collapsed group that holds it. */
function drawnEnd({ node, port }: Endpoint, folded: ReadonlyMap<string, string>): DrawnEnd {
  const group = folded.get(node);
  return group === undefined ? { id: node, handle: port } : { id: groupPrefix + group, handle: foldedPort(node, port) };
}

type EdgeAppearance = { kind: PortKind; selected: boolean; label: string; from: DrawnEnd; to: DrawnEnd };

/** What a screen reader says of it. */
function labelOf(graph: Graph, catalogue: Catalogue, { from, to }: Edge): string {
  const title = (id: string) => titleOf(graph, catalogue, id);
  return `Edge from ${title(from.node)}, ${from.port}, to ${title(to.node)}, ${to.port}`;
}

function makeEdge(edge: Edge, { kind, selected, label, from, to }: EdgeAppearance): FlowEdge {
  return {
    id: edge.id,
    type: "edge",
    source: from.id,
    sourceHandle: from.handle,
    target: to.id,
    targetHandle: to.handle,
    selected,
    data: { kind, from: edge.from, to: edge.to },
    ariaLabel: label,
  };
}
