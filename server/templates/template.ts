/** Pipelines to start from. Each is a file beside this one; `templates.ts` is the list. Those without places get them from the canvas. */
import { emptyGraph, type Graph, type Node } from "../../lib/graph/graph.ts";
import { edges } from "../examples/example.ts";

export type Template = { key: string; name: string; description: string; tags: readonly string[]; graph: Graph };

export type Pair = readonly [from: string, to: string];

export function graphOf(
  nodes: Readonly<Record<string, Node>>,
  pairs: readonly Pair[],
  positions: Graph["layout"]["positions"] = {},
): Graph {
  return { ...emptyGraph, nodes: { ...nodes }, edges: edges(pairs), layout: { ...emptyGraph.layout, positions } };
}

type Field = { name: string; kind: "text" | "number" | "json" | "documents"; title: string; default?: string | number };

export const inputNode = (title: string, ...fields: Field[]): Node => node("input", title, { fields });
export const outputNode = (title: string, ...fields: Field[]): Node => node("output", title, { fields });
export const promptNode = (title: string, template: string): Node => node("prompt", title, { template });
export const templateNode = (title: string, template: string): Node => node("template", title, { template });

/** Asks the workspace's default model. */
export const modelNode = (title: string, temperature = 0.2): Node =>
  node("chat-model", title, { model: { provider: "default", model: "" }, temperature, maxTokens: 600 });

export function node(type: string, title: string, config: Node["config"]): Node {
  return { type, version: 1, title, config };
}
