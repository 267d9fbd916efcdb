/** What runs inside a Map, Loop or Sub-pipeline node: another pipeline, or a graph that is stored in the node itself. */
import * as z from "zod";
import { withoutPins } from "./edit/pins.ts";
import { Graph, type Node } from "./graph.ts";
import { type Catalogue, Field, type Manifest, settingOf } from "./manifest.ts";
import { graphFields } from "./runs/run-fields.ts";
import { VersionNumber } from "./values/bounds.ts";
import { Json } from "./values/json.ts";

/** Bodies inside bodies, the outermost counted. */
export const maxNesting = 20;

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
    graph: z.record(z.string(), Json).exactOptional(),
    /** The frozen body. Written when the graph around it is frozen, so that a snapshot's id covers its bodies. */
    snapshotId: z.string().exactOptional(),
  })
  .refine(({ id, graph }) => id !== undefined || graph !== undefined, "Choose a pipeline, or make the body here.");
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

/** The graph with its references as people make them: without what freezing fills in or leaves out. For telling whether two are equal. */
export function withoutBodies(graph: Graph, depth = 0): Graph {
  const nodes = Object.entries(graph.nodes).map(([id, node]): [string, Node] => {
    const config = Object.entries(node.config).map(([setting, value]): [string, Json] => {
      const ref = isRefLike(value) ? PipelineRef.safeParse(value).data : undefined;
      if (!ref) return [setting, value];
      if (ref.graph === undefined) return [setting, { id: ref.id ?? "", version: ref.version }];
      const body = depth < maxNesting ? Graph.safeParse(ref.graph).data : undefined;
      return [setting, body ? withoutPins(withoutBodies(body, depth + 1)) : ref.graph];
    });
    return [id, { ...node, config: Object.fromEntries(config) }];
  });
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

function isRefLike(value: Json): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ("id" in value || "graph" in value) &&
    "inputs" in value &&
    "outputs" in value
  );
}

/** The graph that is stored in a node as its body; undefined when it names a pipeline or has none. Throws a ZodError when it is no graph. */
export function bodyGraph(manifest: Manifest, node: Pick<Node, "config">): Graph | undefined {
  const ref = manifest.body === undefined ? undefined : settingOf(manifest, node, manifest.body);
  const graph = typeof ref === "object" && ref !== null && !Array.isArray(ref) ? ref.graph : undefined;
  if (typeof graph !== "object" || graph === null) return undefined;
  const known = parsed.get(graph) ?? Graph.parse(graph);
  parsed.set(graph, known);
  return known;
}

/** Graphs are never changed in place, so each is parsed once; one that was parsed already is itself. */
const parsed = new WeakMap<object, Graph>();

/** The setting with this graph as the node's body, and the interface which that has. */
export function withBody(
  node: Pick<Node, "config">,
  setting: string,
  { graph, catalogue }: { graph: Graph; catalogue: Catalogue },
): Json {
  const old = node.config[setting];
  const name = typeof old === "object" && old !== null && "graph" in old && "name" in old ? old.name : "";
  const { inputs, outputs } = interfaceOf(graph, catalogue);
  parsed.set(graph, graph);
  return { name: typeof name === "string" ? name : "", version: null, graph, inputs, outputs };
}

/** The body that a node names; undefined for nodes without one, and while none is picked. */
export function bodyOf(manifest: Manifest, node: Pick<Node, "config">): PipelineRef | undefined {
  if (manifest.body === undefined) return undefined;
  return PipelineRef.safeParse(settingOf(manifest, node, manifest.body)).data;
}
