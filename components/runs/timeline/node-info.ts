import { expressionsOf, type NodeExpression } from "../../../lib/expressions/expressions-of.ts";
import type { Graph, Node } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { bodyOf } from "../../../lib/graph/pipeline-ref.ts";
import type { Catalogue, Category, Manifest, Ports } from "../../../lib/node-types/manifest.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { isEntry } from "../../../lib/runs/entry.ts";

/** What a run's page says of a node: its names, its ports, the category whose colour its bar takes, and how far it is from the start. */
export type NodeInfo = {
  title: string;
  typeTitle: string;
  category: Category | undefined;
  ports: Ports;
  depth: number;
  /** Its settings that hold an expression or a template, as they were when it ran. */
  expressions: readonly NodeExpression[];
  /** What a node with a pipeline inside it has in it, and which pipeline that is. */
  inside?: Inside;
  /** Of a node that asks several models: the output with what each said. */
  answers?: { port: string; isArena: boolean };
};
export type Inside = { of: "items" | "rounds" | "steps"; pipelineId?: string; name: string };
/** By node id; what runs inside a node by its path, such as "each/summarise". */
export type NodeInfos = Record<string, NodeInfo>;

const noPorts: Ports = { inputs: {}, outputs: {} };

/** One entry a node of the graph that ran, and of the graphs inside it. Node types that are gone keep their name. */
export function nodeInfos(graph: Graph, catalogue: Catalogue, bodies: Record<string, Graph> = {}): NodeInfos {
  const infos = infosOf(graph, catalogue, "");
  for (const [path, body] of Object.entries(bodies)) Object.assign(infos, infosOf(body, catalogue, `${path}/`));
  return infos;
}

function infosOf(graph: Graph, catalogue: Catalogue, prefix: string): NodeInfos {
  const depths = depthsOf(graph);
  const entries = Object.entries(graph.nodes).map(([id, node]): [string, NodeInfo] => {
    const manifest = catalogue.get(node.type);
    const ports = manifest ? portsOf(manifest, node) : noPorts;
    const typeTitle = manifest?.title ?? node.type;
    const inside = manifest && insideOf(manifest, node);
    const info = {
      ...{ title: titleOf(graph, catalogue, id), typeTitle, category: manifest?.category, ports },
      ...{ depth: depths.get(id) ?? 0, expressions: manifest ? expressionsOf(manifest, node) : [] },
    };
    const port = manifest?.answers;
    const answers = port === undefined ? {} : { answers: { port, isArena: node.type === "arena" } };
    return [prefix + id, { ...info, ...(inside ? { inside } : {}), ...answers }];
  });
  return Object.fromEntries(entries);
}

/** A map takes items and a loop says how many rounds it took; what has neither runs its pipeline once. */
function insideOf(manifest: Manifest, node: Node): Inside | undefined {
  const ref = bodyOf(manifest, node);
  if (!ref) return undefined;
  const of = Object.hasOwn(manifest.outputs, "rounds")
    ? "rounds"
    : Object.hasOwn(manifest.inputs, "items")
      ? "items"
      : "steps";
  return { of, name: ref.name, ...(ref.id === undefined ? {} : { pipelineId: ref.id }) };
}

/** The titles along the path of a node: Each document › Summarise. */
export function formatNodePath(nodes: NodeInfos, path: string): string {
  const ids = path.split("/");
  return ids.map((_, index) => infoOf(nodes, ids.slice(0, index + 1).join("/")).title).join(" › ");
}

export function infoOf(nodes: NodeInfos, id: string): NodeInfo {
  const info = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  return (
    info ?? { ...{ title: id, typeTitle: "Node", category: undefined }, ports: noPorts, depth: 0, expressions: [] }
  );
}

/** What a run takes and gives: the Input nodes' outputs and the Output nodes' inputs. */
export function runPortsOf(graph: Graph, catalogue: Catalogue): Ports {
  const ports: Ports = { inputs: {}, outputs: {} };
  for (const node of Object.values(graph.nodes)) {
    const manifest = catalogue.get(node.type);
    if (manifest && isEntry(manifest.role)) Object.assign(ports.inputs, portsOf(manifest, node).outputs);
    if (manifest?.role === "run-output") Object.assign(ports.outputs, portsOf(manifest, node).inputs);
  }
  return ports;
}

/** The longest path from a source to each node, in edges. Edges that close a cycle are passed over. */
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
