/** Changing a node's settings, with edges that follow the ports those settings grow. */
import { type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue, Ports } from "../node-types/manifest.ts";
import type { PlainJson } from "../values/json.ts";
import { portsAt, type Side } from "./edges.ts";

export type SettingChange = { nodeId: string; setting: string; value: PlainJson | undefined };

/**
 * Sets one key of a node's config; `undefined` takes it away. When exactly one connected port lost its name and exactly one
 * name is new, it was renamed and its edges follow. An edge whose port is gone for the moment (half a name is typed)
 * stays, so that it can follow the next keystroke; `pruneEdges` drops it when the person is done.
 */
export function setConfig(graph: Graph, catalogue: Catalogue, { nodeId, setting, value }: SettingChange): Graph {
  const node = nodeAt(graph, nodeId);
  if (!node) return graph;
  const { [setting]: _old, ...rest } = node.config;
  const config = value === undefined ? rest : { ...node.config, [setting]: value };
  const next = { ...graph, nodes: { ...graph.nodes, [nodeId]: { ...node, config } } };
  const before = portsAt(graph, catalogue, nodeId);
  const after = portsAt(next, catalogue, nodeId);
  return followRename(followRename(next, nodeId, { side: "inputs", before, after }), nodeId, {
    side: "outputs",
    before,
    after,
  });
}

/** Drops the edges of a node whose port no longer exists. */
export function pruneEdges(graph: Graph, catalogue: Catalogue, nodeId: string): Graph {
  const node = nodeAt(graph, nodeId);
  if (!node || !catalogue.has(node.type)) return graph;
  const ports = portsAt(graph, catalogue, nodeId);
  const edges = graph.edges.filter(
    ({ from, to }) =>
      !(from.node === nodeId && !Object.hasOwn(ports.outputs, from.port)) &&
      !(to.node === nodeId && !Object.hasOwn(ports.inputs, to.port)),
  );
  return edges.length === graph.edges.length ? graph : { ...graph, edges };
}

type Change = { side: Side; before: Ports; after: Ports };

function followRename(graph: Graph, nodeId: string, { side, before, after }: Change): Graph {
  const end = side === "inputs" ? "to" : "from";
  const connected = new Set(graph.edges.flatMap((edge) => (edge[end].node === nodeId ? [edge[end].port] : [])));
  const gone = [...connected].filter((port) => !Object.hasOwn(after[side], port));
  const came = Object.keys(after[side]).filter((port) => !Object.hasOwn(before[side], port));
  const [oldPort] = gone;
  const [newPort] = came;
  if (gone.length !== 1 || came.length !== 1 || oldPort === undefined || newPort === undefined) return graph;
  const edges = graph.edges.map((edge) =>
    edge[end].node === nodeId && edge[end].port === oldPort
      ? { ...edge, [end]: { node: nodeId, port: newPort } }
      : edge,
  );
  return { ...graph, edges };
}
