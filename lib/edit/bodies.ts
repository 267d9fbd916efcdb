/** Graphs inside nodes: the way to one, editing it where it is, and making one. */

import { drawnBody, withBody } from "../graph/bodies.ts";
import { type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue, Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { isObject } from "../values/is-object.ts";
import { pruneEdges, setConfig } from "./settings.ts";

/** The nodes that lead from the outermost graph to the body that is open; empty outside of all. */
export type Scope = readonly string[];

/** The graph at the end of a way; of a way that is not there any more as far as it leads. */
export function graphAt(graph: Graph, catalogue: Catalogue, scope: Scope): Graph {
  return openAt(graph, catalogue, scope).graph;
}

/** As far as a way leads. */
export function scopeIn(graph: Graph, catalogue: Catalogue, scope: Scope): Scope {
  const { depth } = openAt(graph, catalogue, scope);
  return depth === scope.length ? scope : scope.slice(0, depth);
}

/** The whole graph with the one at the end of the way changed; the ports of the nodes on the way follow. */
export function editAt(
  graph: Graph,
  { catalogue, scope }: { catalogue: Catalogue; scope: Scope },
  edit: (graph: Graph) => Graph,
): Graph {
  const [nodeId, ...rest] = scope;
  const inner = nodeId === undefined ? undefined : bodyAt(graph, catalogue, nodeId);
  if (nodeId === undefined || !inner) return edit(graph);
  const next = editAt(inner, { catalogue, scope: rest }, edit);
  return next === inner ? graph : setBody(graph, catalogue, { nodeId, body: next });
}

/** The first iteration of the body at the end of a way, as steps name it: "0/0" for a map in a map. */
export function firstIteration(graph: Graph, catalogue: Catalogue, scope: Scope): string {
  const indexes = scope.flatMap((id, depth) => {
    const around = graphAt(graph, catalogue, scope.slice(0, depth));
    return isRepeated(around, catalogue, id) ? ["0"] : [];
  });
  return indexes.join("/");
}

/** Whether a node runs its body, or parts of it, for each item, round or call; a sub-pipeline runs it once. */
export function isRepeated(graph: Graph, catalogue: Catalogue, nodeId: string): boolean {
  const manifest = catalogue.get(nodeAt(graph, nodeId)?.type ?? "");
  if (!manifest) return false;
  return (
    manifest.toolbox !== undefined ||
    Object.hasOwn(manifest.inputs, "items") ||
    Object.hasOwn(manifest.outputs, "rounds")
  );
}

/** The node runs this graph; edges whose port is gone stay until `pruneEdges`, as while a setting is typed. */
function setBody(graph: Graph, catalogue: Catalogue, { nodeId, body }: { nodeId: string; body: Graph }): Graph {
  const node = nodeAt(graph, nodeId);
  const setting = node && catalogue.get(node.type)?.body;
  if (!node || setting === undefined) return graph;
  return setConfig(graph, catalogue, { nodeId, setting, value: withBody(node, setting, { graph: body, catalogue }) });
}

/** The node has a body of its own from now on: this graph, else one that passes its input on. */
export function makeBody(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, body }: { nodeId: string; body?: Graph },
): Graph {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  if (!manifest) return graph;
  const made = setBody(graph, catalogue, { nodeId, body: body ?? firstBody(manifest) });
  return pruneEdges(made, catalogue, nodeId);
}

/** The body of a node; undefined when it has none of its own. */
export function bodyAt(graph: Graph, catalogue: Catalogue, nodeId: string): Graph | undefined {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  // What is wrong with a body that cannot be drawn, the check of the graph says.
  return node && manifest && drawnBody(manifest, node);
}

/** The pipeline that a node runs as its body; undefined when it has one of its own, or none yet. */
export function chosenAt(
  graph: Graph,
  catalogue: Catalogue,
  nodeId: string,
): { id: string; version: number | null; name: string } | undefined {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  const ref = manifest?.body === undefined ? undefined : settingOf(manifest, node ?? { config: {} }, manifest.body);
  if (!isObject(ref) || ref.graph !== undefined || typeof ref.id !== "string") return undefined;
  const { id, version, name } = ref;
  return {
    id,
    version: typeof version === "number" ? version : null,
    name: typeof name === "string" ? name : "",
  };
}

/** What a node runs, in a few words: the pipeline's name and version, or the titles inside its body. */
export function describeBody(graph: Graph, catalogue: Catalogue, nodeId: string): string | undefined {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  if (!node || manifest?.body === undefined) return undefined;
  const body = bodyAt(graph, catalogue, nodeId);
  if (body && manifest.toolbox !== undefined)
    return toolsInside(body, catalogue, manifest.toolbox)
      .map(({ title }) => title)
      .join(", ");
  if (body)
    return (
      nodesInside(body, catalogue)
        .map(({ title }) => title)
        .join(" → ") || "An empty body"
    );
  const ref = settingOf(manifest, node, manifest.body);
  if (!isObject(ref) || typeof ref.name !== "string" || ref.name === "") return undefined;
  return typeof ref.version === "number" ? `${ref.name}, version ${ref.version}` : ref.name;
}

/** The type that the open graph needs, when it is the body of a node that calls the nodes in it one by one. */
export function toolboxAt(graph: Graph, catalogue: Catalogue, scope: Scope): string | undefined {
  const nodeId = scope.at(-1);
  if (nodeId === undefined) return undefined;
  return catalogue.get(nodeAt(graphAt(graph, catalogue, scope.slice(0, -1)), nodeId)?.type ?? "")?.toolbox;
}

/** The nodes of such a body that are called as tools. */
export function toolsInside(body: Graph, catalogue: Catalogue, toolbox: string): ReturnType<typeof nodesInside> {
  return nodesInside(body, catalogue).filter(({ type }) => type !== toolbox);
}

/** The nodes of a body between input and output, from left to right, by their titles. */
export function nodesInside(
  { nodes, layout }: Graph,
  catalogue: Catalogue,
): { id: string; title: string; type: string }[] {
  const left = (id: string) => layout.positions[id]?.x ?? 0;
  return Object.entries(nodes)
    .filter(([, { type }]) => catalogue.get(type)?.role === undefined)
    .sort(([a], [b]) => left(a) - left(b))
    .map(([id, { title, type }]) => ({ id, type, title: title || (catalogue.get(type)?.title ?? type) }));
}

function openAt(graph: Graph, catalogue: Catalogue, scope: Scope): { graph: Graph; depth: number } {
  let open = graph;
  for (const [depth, nodeId] of scope.entries()) {
    const body = bodyAt(open, catalogue, nodeId);
    if (!body) return { graph: open, depth };
    open = body;
  }
  return { graph: open, depth: scope.length };
}

/** One input and one output with an edge between them: a list's item for what takes items, a value elsewhere. */
function firstBody(manifest: Manifest): Graph {
  const [input, output] = Object.hasOwn(manifest.inputs, "items") ? ["item", "result"] : ["value", "value"];
  const node = (type: string, name: string) => ({ type, version: 1, config: { fields: [{ name, kind: "json" }] } });
  return {
    schema: 1,
    nodes: { in: node("input", input), out: node("output", output) },
    edges: [{ id: "e1", from: { node: "in", port: input }, to: { node: "out", port: output } }],
    layout: { positions: { in: { x: 0, y: 0 }, out: { x: 640, y: 0 } }, groups: {}, notes: {} },
  };
}
