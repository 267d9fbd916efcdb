/**
 * A pipeline as a file, `NAME.patchbay.json`: what it does apart from how it is drawn, so that a diff in git shows which
 * of the two has changed. Credentials are names; a node type that is not known here is kept as it is.
 */
import * as z from "zod";
import { nameCredentials } from "../edit/clip/credential-names.ts";
import { PatchbayError } from "../errors.ts";
import { parseJson } from "../values/exact-json.ts";
import { isObject } from "../values/is-object.ts";
import { Graph, graphLimits, graphSchema } from "./graph.ts";

export type PipelineFile = { name: string; description?: string; tags?: string[]; graph: Graph };

const Details = z.object({
  name: z.string().max(120).exactOptional(),
  description: z.string().max(2000).exactOptional(),
  tags: z.array(z.string().max(32)).max(12).exactOptional(),
});

export function writePipelineFile(
  { name, description, tags, graph }: PipelineFile,
  credentialName: (id: string) => string | undefined,
): string {
  const { layout, nodes, edges } = graph;
  const file = {
    patchbay: "pipeline",
    schema: graphSchema,
    name,
    ...(description ? { description } : {}),
    ...(tags && tags.length > 0 ? { tags } : {}),
    nodes: nameCredentials(nodes, credentialName),
    edges,
    layout,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads such a file, an older one with the graph under `graph`, or a bare graph. Throws with a message for people. */
export function readPipelineFile(text: string, fileName: string): PipelineFile {
  if (text.length > graphLimits.bytes) throw tooLarge(fileName);
  const value = parse(text, fileName);
  const inner = isObject(value) && isObject(value.graph) ? value.graph : value;
  const newest = Math.max(...[value, inner].map(schemaOf));
  if (newest > graphSchema) {
    const message = `${fileName} was written by a newer version of Patchbay (format ${newest}; this one reads ${graphSchema}). Update Patchbay, then import it again.`;
    throw new PatchbayError("bad_input", message);
  }
  if (!isObject(inner) || !isObject(inner.nodes)) {
    const message = `${fileName} is not a Patchbay pipeline: it has no nodes. Choose a file that was exported from Patchbay. Nothing was imported.`;
    throw new PatchbayError("bad_input", message);
  }
  const graph = Graph.safeParse(graphParts(inner));
  const details = Details.safeParse(isObject(value) ? value : {});
  if (!graph.success || !details.success) {
    const [issue] = (graph.error ?? details.error)?.issues ?? [];
    const where = issue && issue.path.length > 0 ? ` At ${issue.path.join(".")}: ${sentence(issue.message)}` : "";
    throw new PatchbayError("bad_input", `${fileName} is not a Patchbay pipeline.${where} Nothing was imported.`);
  }
  const { name, description, tags } = details.data;
  return {
    name: name?.trim() || fileName.replace(/(\.patchbay)?\.json$/i, ""),
    ...(description ? { description } : {}),
    ...(tags ? { tags } : {}),
    graph: graph.data,
  };
}

export function tooLarge(fileName: string): PatchbayError {
  const most = graphLimits.bytes / 1_000_000;
  return new PatchbayError("too_large", `${fileName} is larger than ${most} MB, the limit for a pipeline. Split it.`);
}

/** The graph's own keys; those around it are the file's. */
function graphParts(inner: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { patchbay: _patchbay, name: _name, description: _description, tags: _tags, ...graph } = inner;
  return graph;
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function schemaOf(value: unknown): number {
  return isObject(value) && typeof value.schema === "number" ? value.schema : 0;
}

function parse(text: string, fileName: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (cause instanceof PatchbayError) throw cause;
    const message = `${fileName} is not JSON. Choose a file that was exported from Patchbay. Nothing was imported.`;
    throw new PatchbayError("bad_input", message, { cause });
  }
}
