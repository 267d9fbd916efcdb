/** Edges: what may be connected to what, connecting, disconnecting, inserting between. */
import { type Edge, type Endpoint, type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue, Ports } from "../node-types/manifest.ts";
import { portsOf } from "../ports/node-ports.ts";
import type { PortKind } from "../ports/port-kinds.ts";
import { canConnect, type PortSpec } from "../ports/ports.ts";
import type { MakeId } from "./ids.ts";
import { reach } from "./reach.ts";

export type Side = "inputs" | "outputs";
/** One end of an edge that is being drawn: the edge leaves an output or looks for what feeds an input. */
export type EdgeEnd = Endpoint & { side: Side };

const noPorts: Ports = { inputs: {}, outputs: {} };

/** The ports of a node as it stands; none when the node or its type is unknown. */
export function portsAt(graph: Graph, catalogue: Catalogue, nodeId: string): Ports {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  return node && manifest ? portsOf(manifest, node) : noPorts;
}

export function portAt(graph: Graph, catalogue: Catalogue, end: EdgeEnd): PortSpec | undefined {
  const ports = portsAt(graph, catalogue, end.node)[end.side];
  return Object.hasOwn(ports, end.port) ? ports[end.port] : undefined;
}

/** Why these two ports cannot be connected, as a message for people; undefined when they can. */
export function refuseEdge(
  graph: Graph,
  catalogue: Catalogue,
  { from, to }: Pick<Edge, "from" | "to">,
): string | undefined {
  const output = portAt(graph, catalogue, { ...from, side: "outputs" });
  const input = portAt(graph, catalogue, { ...to, side: "inputs" });
  if (!output || !input) return "This port no longer exists. Connect another one.";
  if (from.node === to.node) return "A node cannot feed itself.";
  const fit = canConnect(output.kind, input.kind);
  if (!fit.ok) return fit.reason;
  if (graph.edges.some((edge) => sameEnd(edge.from, from) && sameEnd(edge.to, to)))
    return "These are already connected.";
  if (reach(graph, [to.node], "down").has(from.node))
    return "This would make a cycle: the target already feeds the source.";
  return undefined;
}

/** Adds the edge. An input that takes one edge gives up the edge it had. A refused edge changes nothing. */
export function connect(graph: Graph, catalogue: Catalogue, edge: Edge): Graph {
  if (refuseEdge(graph, catalogue, edge) !== undefined) return graph;
  const input = portAt(graph, catalogue, { ...edge.to, side: "inputs" });
  const kept = input?.multiple ? graph.edges : graph.edges.filter(({ to }) => !sameEnd(to, edge.to));
  return { ...graph, edges: [...kept, edge] };
}

export function disconnect(graph: Graph, ids: readonly string[]): Graph {
  const gone = new Set(ids);
  const edges = graph.edges.filter(({ id }) => !gone.has(id));
  return edges.length === graph.edges.length ? graph : { ...graph, edges };
}

/** Free ports of a node that the edge fits, best first: same kind before coerced, required before optional. */
export function fittingPorts(graph: Graph, catalogue: Catalogue, edgeEnd: EdgeEnd, nodeId: string): string[] {
  return rankedPorts(graph, catalogue, edgeEnd, nodeId).map(({ name }) => name);
}

/** The free ports that fit an edge equally well and better than all others: more than one means that a person must say. */
export function bestPorts(graph: Graph, catalogue: Catalogue, edgeEnd: EdgeEnd, nodeId: string): string[] {
  const ranked = rankedPorts(graph, catalogue, edgeEnd, nodeId);
  return ranked.filter(({ rank }) => rank === ranked[0]?.rank).map(({ name }) => name);
}

function rankedPorts(graph: Graph, catalogue: Catalogue, edgeEnd: EdgeEnd, nodeId: string) {
  const start = portAt(graph, catalogue, edgeEnd);
  if (!start || nodeId === edgeEnd.node) return [];
  const side: Side = edgeEnd.side === "outputs" ? "inputs" : "outputs";
  const ranked = Object.entries(portsAt(graph, catalogue, nodeId)[side]).flatMap(([name, spec]) => {
    const edge = edgeBetween(edgeEnd, { node: nodeId, port: name });
    if (spec.unused || refuseEdge(graph, catalogue, edge) !== undefined) return [];
    const isTaken = side === "inputs" && !spec.multiple && graph.edges.some(({ to }) => sameEnd(to, edge.to));
    return isTaken ? [] : [{ name, rank: rankFit(edgeEnd.side, start.kind, spec) }];
  });
  // Sorting is stable: of equals the first on the card comes first.
  return ranked.sort((a, b) => a.rank - b.rank);
}

/** Every output that may feed this input, which is treated as free: one pass over the edges, however large the graph. */
export function sourcesOf(graph: Graph, catalogue: Catalogue, to: Endpoint): { from: Endpoint; spec: PortSpec }[] {
  const input = portAt(graph, catalogue, { ...to, side: "inputs" });
  if (!input) return [];
  const after = reach(graph, [to.node], "down");
  return Object.keys(graph.nodes).flatMap((node) => {
    if (after.has(node)) return [];
    const outputs = Object.entries(portsAt(graph, catalogue, node).outputs);
    return outputs.flatMap(([port, spec]) =>
      !spec.unused && canConnect(spec.kind, input.kind).ok ? [{ from: { node, port }, spec }] : [],
    );
  });
}

/** The port of a node type that an edge fits best, before there is such a node; undefined when none does. */
export function fittingSpec(side: Side, kind: PortKind, ports: Ports): string | undefined {
  const other = side === "outputs" ? ports.inputs : ports.outputs;
  const ranked = Object.entries(other).flatMap(([name, spec], index) => {
    const fit = side === "outputs" ? canConnect(kind, spec.kind) : canConnect(spec.kind, kind);
    return fit.ok && !spec.unused ? [{ name, rank: rankFit(side, kind, spec) * 100 + index }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.name;
}

/** The edge between where drawing started and the port it was dropped on, whichever way it was drawn. */
export function edgeBetween(edgeEnd: EdgeEnd, other: Endpoint): Pick<Edge, "from" | "to"> {
  const start = { node: edgeEnd.node, port: edgeEnd.port };
  return edgeEnd.side === "outputs" ? { from: start, to: other } : { from: other, to: start };
}

/** Puts a node that is already there between the two ends of an edge; unchanged when its ports do not allow it. */
export function insertOnEdge(
  graph: Graph,
  catalogue: Catalogue,
  { edgeId, nodeId, newId }: { edgeId: string; nodeId: string; newId: MakeId },
): Graph {
  const edge = graph.edges.find(({ id }) => id === edgeId);
  if (!edge || edge.from.node === nodeId || edge.to.node === nodeId) return graph;
  const open = disconnect(graph, [edgeId]);
  const [input] = fittingPorts(open, catalogue, { ...edge.from, side: "outputs" }, nodeId);
  if (input === undefined) return graph;
  const half = connect(open, catalogue, { id: newId("e"), from: edge.from, to: { node: nodeId, port: input } });
  const [output] = fittingPorts(half, catalogue, { ...edge.to, side: "inputs" }, nodeId);
  if (output === undefined) return graph;
  return connect(half, catalogue, { id: newId("e"), from: { node: nodeId, port: output }, to: edge.to });
}

export function sameEnd(a: Endpoint, b: Endpoint): boolean {
  return a.node === b.node && a.port === b.port;
}

function rankFit(side: Side, kind: PortKind, spec: PortSpec): number {
  const fit = side === "outputs" ? canConnect(kind, spec.kind) : canConnect(spec.kind, kind);
  const distance = spec.kind === kind ? 0 : fit.ok && fit.coerced ? 2 : 1;
  return distance * 2 + (spec.optional ? 1 : 0);
}
