/** Graphs that are stored in nodes. Apart from their schemas, so that a page which only draws them does not load zod. */

import type { Catalogue, Field, Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { graphFields } from "../runs/run-fields.ts";
import { isObject } from "../values/is-object.ts";
import type { PlainJson } from "../values/json.ts";
import { drawableGraph } from "./drawable-graph.ts";
import type { Graph, Node } from "./graph.ts";

/** Bodies inside bodies, the outermost counted. */
export const maxNesting = 20;

export type Interface = { inputs: Field[]; outputs: Field[] };

/** What a graph asks for and what it answers. An input with a default need not be connected. */
export function interfaceOf(graph: Graph, catalogue: Catalogue): Interface {
  const inputs = graphFields(graph, catalogue, "run-input");
  return {
    inputs: inputs.map((field) => (field.default === undefined ? field : { ...field, optional: true })),
    outputs: graphFields(graph, catalogue, "run-output"),
  };
}

/** Graphs are never changed in place, so each is parsed once; one that was parsed already is itself. */
export const parsedBodies = new WeakMap<object, Graph>();
const drawnBodies = new WeakMap<object, Graph>();

/** What is stored in a node as its body, as it is; undefined when it names a pipeline or has none. */
export function storedBody(manifest: Manifest, node: Pick<Node, "config">): { [key: string]: PlainJson } | undefined {
  const ref = manifest.body === undefined ? undefined : settingOf(manifest, node, manifest.body);
  const graph = isObject(ref) ? ref.graph : undefined;
  return isObject(graph) ? graph : undefined;
}

/**
 * The graph that is stored in a node as its body, as far as a canvas needs it: with its parts in place, which the check of the
 * graph then holds against the schema. Undefined when it lacks them, and when there is no body.
 */
export function drawnBody(manifest: Manifest, node: Pick<Node, "config">): Graph | undefined {
  const stored = storedBody(manifest, node);
  if (stored === undefined) return undefined;
  const drawn = parsedBodies.get(stored) ?? drawnBodies.get(stored) ?? drawableGraph(stored);
  if (drawn) drawnBodies.set(stored, drawn);
  return drawn;
}

/** The setting with this graph as the node's body, and the interface which that has. */
export function withBody(
  node: Pick<Node, "config">,
  setting: string,
  { graph, catalogue }: { graph: Graph; catalogue: Catalogue },
): PlainJson {
  const old = node.config[setting];
  const name = typeof old === "object" && old !== null && "graph" in old && "name" in old ? old.name : "";
  const { inputs, outputs } = interfaceOf(graph, catalogue);
  parsedBodies.set(graph, graph);
  return { name: typeof name === "string" ? name : "", version: null, graph, inputs, outputs };
}
