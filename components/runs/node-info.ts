import type { Graph } from "../../lib/graph.ts";
import { type Catalogue, type Ports, portsOf } from "../../lib/manifest.ts";
import type { PortKind } from "../../lib/ports.ts";

/** What a run's page says of a node: its names, its ports, the kind whose colour its bar takes, and how far it is from the start. */
export type NodeInfo = { title: string; typeTitle: string; kind: PortKind; ports: Ports; depth: number };
export type NodeInfos = Record<string, NodeInfo>;

const noPorts: Ports = { inputs: {}, outputs: {} };

/** One entry a node of the graph that ran. Node types that are gone keep their name. */
export function nodeInfos(graph: Graph, catalogue: Catalogue): NodeInfos {
  const depths = depthsOf(graph);
  const entries = Object.entries(graph.nodes).map(([id, node]): [string, NodeInfo] => {
    const manifest = catalogue.get(node.type);
    const ports = manifest ? portsOf(manifest, node) : noPorts;
    const typeTitle = manifest?.title ?? node.type;
    const kind = (Object.values(ports.outputs)[0] ?? Object.values(ports.inputs)[0])?.kind ?? "any";
    return [id, { title: node.title || typeTitle, typeTitle, kind, ports, depth: depths.get(id) ?? 0 }];
  });
  return Object.fromEntries(entries);
}

export function infoOf(nodes: NodeInfos, id: string): NodeInfo {
  const info = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  return info ?? { title: id, typeTitle: "Node", kind: "any", ports: noPorts, depth: 0 };
}

/** What a run takes and gives: the Input nodes' outputs and the Output nodes' inputs. */
export function runPortsOf(graph: Graph, catalogue: Catalogue): Ports {
  const ports: Ports = { inputs: {}, outputs: {} };
  for (const node of Object.values(graph.nodes)) {
    const manifest = catalogue.get(node.type);
    if (manifest?.role === "run-input") Object.assign(ports.inputs, portsOf(manifest, node).outputs);
    if (manifest?.role === "run-output") Object.assign(ports.outputs, portsOf(manifest, node).inputs);
  }
  return ports;
}

/** The longest way from a source to each node, in edges. Wires that close a circle are passed over. */
function depthsOf(graph: Graph): Map<string, number> {
  const before = Map.groupBy(graph.edges, (edge) => edge.to.node);
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0);
    const depth = Math.max(0, ...(before.get(id) ?? []).map((edge) => depthOf(edge.from.node) + 1));
    depths.set(id, depth);
    return depth;
  };
  for (const id of Object.keys(graph.nodes)) depthOf(id);
  return depths;
}
