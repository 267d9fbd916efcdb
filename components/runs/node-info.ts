import type { Graph } from "../../lib/graph.ts";
import { type Catalogue, type Ports, portsOf } from "../../lib/manifest.ts";
import type { PortKind } from "../../lib/ports.ts";

/** What a run's page says of a node: its names, its ports, and the kind whose colour its bar takes. */
export type NodeInfo = { title: string; typeTitle: string; kind: PortKind; ports: Ports };
export type NodeInfos = Record<string, NodeInfo>;

const noPorts: Ports = { inputs: {}, outputs: {} };

/** One entry a node of the graph that ran. Node types that are gone keep their name. */
export function nodeInfos(graph: Graph, catalogue: Catalogue): NodeInfos {
  const entries = Object.entries(graph.nodes).map(([id, node]): [string, NodeInfo] => {
    const manifest = catalogue.get(node.type);
    const ports = manifest ? portsOf(manifest, node) : noPorts;
    const typeTitle = manifest?.title ?? node.type;
    const kind = (Object.values(ports.outputs)[0] ?? Object.values(ports.inputs)[0])?.kind ?? "any";
    return [id, { title: node.title || typeTitle, typeTitle, kind, ports }];
  });
  return Object.fromEntries(entries);
}

export function infoOf(nodes: NodeInfos, id: string): NodeInfo {
  const info = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  return info ?? { title: id, typeTitle: "Node", kind: "any", ports: noPorts };
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
