/** Another node type in a node's place, with every edge and setting that still fits. */
import { type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue, Manifest } from "../node-types/manifest.ts";
import { canConnect } from "../ports/ports.ts";
import type { PlainJson } from "../values/json.ts";
import { connect, disconnect, type EdgeEnd, fittingPorts, portAt } from "./edges.ts";

/**
 * An edge keeps its port when the new type has one of that name and a kind that fits; else it takes the best free port;
 * else it goes. The title and what every node has (retry, time limit) stay; a pinned output was another type's.
 */
export function replaceType(graph: Graph, catalogue: Catalogue, id: string, manifest: Manifest): Graph {
  const node = nodeAt(graph, id);
  if (!node) return graph;
  const { pinned: _, onError, ...kept } = node;
  const config = keepSettings(node.config, manifest);
  const next = { ...kept, type: manifest.type, version: manifest.version, config };
  // Fixed values for the outputs of another type say nothing about this one's.
  const bare = onError && onError.action !== "default" ? { ...next, onError } : next;
  const touching = graph.edges.filter(({ from, to }) => from.node === id || to.node === id);
  let result = disconnect(
    { ...graph, nodes: { ...graph.nodes, [id]: bare } },
    touching.map((edge) => edge.id),
  );
  const homeless = touching.filter((edge) => {
    const before = result;
    if (fitsByName(result, catalogue, edge)) result = connect(result, catalogue, edge);
    return result === before;
  });
  for (const edge of homeless) {
    const isOut = edge.from.node === id;
    const edgeEnd: EdgeEnd = isOut ? { ...edge.to, side: "inputs" } : { ...edge.from, side: "outputs" };
    const [port] = fittingPorts(result, catalogue, edgeEnd, id);
    if (port === undefined) continue;
    const end = { node: id, port };
    result = connect(result, catalogue, isOut ? { ...edge, from: end } : { ...edge, to: end });
  }
  return result;
}

function fitsByName(graph: Graph, catalogue: Catalogue, edge: Graph["edges"][number]): boolean {
  const from = portAt(graph, catalogue, { ...edge.from, side: "outputs" });
  const to = portAt(graph, catalogue, { ...edge.to, side: "inputs" });
  return from !== undefined && to !== undefined && canConnect(from.kind, to.kind).ok;
}

/** Settings of the same name and the same sort of value are taken over; the others begin with their defaults. */
function keepSettings(config: Readonly<Record<string, PlainJson>>, { defaults }: Manifest): Record<string, PlainJson> {
  const taken = Object.entries(config).filter(([key, value]) => {
    const fresh = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    return fresh !== undefined && fresh !== null && sortOf(fresh) === sortOf(value);
  });
  return { ...structuredClone(defaults), ...Object.fromEntries(taken) };
}

function sortOf(value: PlainJson): string {
  return Array.isArray(value) ? "list" : typeof value;
}
