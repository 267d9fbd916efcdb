/** A pipeline inside another one: the body of a Map, Loop or Sub-pipeline node. */
import * as z from "zod";
import type { Graph, Node } from "./graph.ts";
import { type Catalogue, Field, type Manifest } from "./manifest.ts";
import { settingOf } from "./node-ports.ts";
import { graphFields } from "./runs/run-fields.ts";
import { VersionNumber } from "./values/bounds.ts";
import type { Json } from "./values/json.ts";

/** Bodies inside bodies, the outermost counted. */
export const maxNesting = 20;

/**
 * Which pipeline runs as the body, and its interface as it was when it was picked, so that the canvas can draw ports
 * without looking it up. `version: null` means its newest published version, else its draft.
 */
export const PipelineRef = z.object({
  id: z.string().min(1).max(64),
  version: VersionNumber.nullable().default(null),
  name: z.string().max(200).default(""),
  inputs: z.array(Field).max(50).default([]),
  outputs: z.array(Field).max(50).default([]),
  /** The frozen body. Written when the graph around it is frozen, so that a snapshot's id covers its bodies. */
  snapshotId: z.string().exactOptional(),
});
export type PipelineRef = z.infer<typeof PipelineRef>;

export type Interface = Pick<PipelineRef, "inputs" | "outputs">;

/** What a graph asks for and what it answers. An input with a default need not be connected. */
export function interfaceOf(graph: Graph, catalogue: Catalogue): Interface {
  const inputs = graphFields(graph, catalogue, "run-input");
  return {
    inputs: inputs.map((field) => (field.default === undefined ? field : { ...field, optional: true })),
    outputs: graphFields(graph, catalogue, "run-output"),
  };
}

/** The graph with its references as people make them: without what freezing fills in. For telling whether two are equal. */
export function withoutBodies(graph: Graph): Graph {
  const nodes = Object.entries(graph.nodes).map(([id, node]): [string, Node] => {
    const config = Object.entries(node.config).map(([setting, value]): [string, Json] => {
      const ref = isRefLike(value) ? PipelineRef.safeParse(value).data : undefined;
      return [setting, ref ? { id: ref.id, version: ref.version } : value];
    });
    return [id, { ...node, config: Object.fromEntries(config) }];
  });
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

function isRefLike(value: Json): boolean {
  return typeof value === "object" && value !== null && "id" in value && "inputs" in value && "outputs" in value;
}

/** The body that a node names; undefined for nodes without one, and while none is picked. */
export function bodyOf(manifest: Manifest, node: Pick<Node, "config">): PipelineRef | undefined {
  if (manifest.body === undefined) return undefined;
  return PipelineRef.safeParse(settingOf(manifest, node, manifest.body)).data;
}
