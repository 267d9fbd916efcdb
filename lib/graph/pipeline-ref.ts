/** What runs inside a Map, Loop or Sub-pipeline node: another pipeline, or a graph that is stored in the node itself. */
import * as z from "zod";
import { Field, type Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { VersionNumber } from "../values/bounds.ts";
import { PlainJson } from "../values/json.ts";
import { parsedBodies, storedBody } from "./bodies.ts";
import { Graph, type Node } from "./graph.ts";

export { type Interface, interfaceOf, maxNesting } from "./bodies.ts";

/**
 * What runs as the body, and its interface as it was when it was picked or edited, so that the canvas can draw ports
 * without looking it up. Either `id` names a pipeline, whose `version: null` means its newest published version, else its
 * draft; or `graph` is the body itself (an inline body), which is edited, saved and published with the graph around it.
 */
export const PipelineRef = z
  .object({
    id: z.string().min(1).max(64).exactOptional(),
    version: VersionNumber.nullable().default(null),
    name: z.string().max(200).default(""),
    inputs: z.array(Field).max(50).default([]),
    outputs: z.array(Field).max(50).default([]),
    /** A Graph, parsed where it is used: a setting must not say twice what a graph is. */
    graph: z.record(z.string(), PlainJson).exactOptional(),
    /** The frozen body. Written when the graph around it is frozen, so that a snapshot's id covers its bodies. */
    snapshotId: z.string().exactOptional(),
  })
  .refine(({ id, graph }) => id !== undefined || graph !== undefined, "Choose a pipeline, or make the body here.");
export type PipelineRef = z.infer<typeof PipelineRef>;

/** The graph that is stored in a node as its body; undefined when it names a pipeline or has none. Throws a ZodError when it is no graph. */
export function bodyGraph(manifest: Manifest, node: Pick<Node, "config">): Graph | undefined {
  const graph = storedBody(manifest, node);
  if (graph === undefined) return undefined;
  const known = parsedBodies.get(graph) ?? Graph.parse(graph);
  parsedBodies.set(graph, known);
  return known;
}

/** The body that a node names; undefined for nodes without one, and while none is picked. */
export function bodyOf(manifest: Manifest, node: Pick<Node, "config">): PipelineRef | undefined {
  if (manifest.body === undefined) return undefined;
  return PipelineRef.safeParse(settingOf(manifest, node, manifest.body)).data;
}
