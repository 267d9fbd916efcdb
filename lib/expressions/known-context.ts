/** What an expression would read if its node ran now: from the values of an earlier run, and from what is declared. */
import * as z from "zod";
import { portsAt, sameEnd } from "../edit/edges.ts";
import { type Endpoint, type Graph, nodeAt } from "../graph/graph.ts";
import { bodyOf } from "../graph/pipeline-ref.ts";
import type { Catalogue } from "../node-types/manifest.ts";
import { portsOf } from "../ports/node-ports.ts";
import type { PortKind } from "../ports/port-kinds.ts";
import { coerce, type PortSpec } from "../ports/ports.ts";
import type { Values } from "../run.ts";
import { isObject } from "../values/is-object.ts";
import { Json } from "../values/json.ts";
import { valueSchemas } from "../values/values.ts";
import { contextOf, type Expression } from "./expression.ts";
import type { Shape } from "./names-at.ts";

/** What a run left of a node. */
export type StepValues = { input: Values | null; output: Values | null };
type Place = { graph: Graph; catalogue: Catalogue; nodeId: string };

/**
 * The value and the JSON Schema of what the expression reads. Values come along the edges as they are drawn now, from pins
 * and from the outputs of the run; where that has none, from what the node's own step took in.
 */
export function knownContext(
  place: Place,
  expression: Pick<Expression, "reads">,
  stepOf: (nodeId: string) => StepValues | undefined,
): Shape {
  if (expression.reads === "round") return roundOf(place, stepOf);
  const { graph, catalogue, nodeId } = place;
  const values: Values = {};
  const schemas: Record<string, Json> = {};
  for (const [port, spec] of Object.entries(portsAt(graph, catalogue, nodeId).inputs)) {
    const sources = graph.edges.filter(({ to }) => sameEnd(to, { node: nodeId, port })).map(({ from }) => from);
    const value = arriving(place, { port, spec, sources }, stepOf);
    if (value !== undefined) values[port] = value;
    schemas[port] = schemaAt(place, spec.kind, sources[0]);
  }
  const { reads } = expression;
  const value = Object.keys(values).length === 0 ? undefined : contextOf({ reads }, values);
  const schema = typeof reads === "string" ? { type: "object", properties: schemas } : schemas[reads.input];
  return { value, schema };
}

type Input = { port: string; spec: PortSpec; sources: readonly Endpoint[] };

function arriving(
  { graph, catalogue, nodeId }: Place,
  { port, spec, sources }: Input,
  stepOf: (nodeId: string) => StepValues | undefined,
): Json | undefined {
  const found = sources.flatMap((from): Json[] => {
    const outputs = nodeAt(graph, from.node)?.pinned ?? stepOf(from.node)?.output;
    const value = outputs && Object.hasOwn(outputs, from.port) ? outputs[from.port] : undefined;
    const kind = portsAt(graph, catalogue, from.node).outputs[from.port]?.kind;
    const fits = value === undefined || kind === undefined ? undefined : coerced(value, kind, spec.kind);
    return fits === undefined ? [] : [fits];
  });
  if (found.length > 0) return spec.multiple ? found : found[0];
  // A run of this node alone has no step of those before it.
  const isUnknown = sources.length > 0 && sources.every(({ node }) => stepOf(node) === undefined);
  const own = stepOf(nodeId)?.input;
  return isUnknown && own && Object.hasOwn(own, port) ? own[port] : undefined;
}

function coerced(value: Json, from: PortKind, to: PortKind): Json | undefined {
  try {
    return coerce(value, from, to);
  } catch {
    return undefined;
  }
}

/** A JSON output that a schema describes, as that of Structured output does, else what the kind of the port says. */
function schemaAt({ graph, catalogue }: Place, kind: PortKind, source: Endpoint | undefined): Json {
  const node = source && nodeAt(graph, source.node);
  const manifest = node && catalogue.get(node.type);
  const from = node && manifest && source ? portsOf(manifest, node).outputs[source.port]?.kind : undefined;
  if (node && from === "json" && manifest?.role === undefined && isSchema(node.config.schema))
    return node.config.schema;
  if (manifest && from === "json" && isSchema(manifest.defaults.schema)) return manifest.defaults.schema;
  return schemaOfKind(from ?? kind);
}

const schemaOfKind = (kind: PortKind): Json => Json.parse(z.toJSONSchema(valueSchemas[kind], { io: "input" }));
const isSchema = (value: Json | undefined): value is { [key: string]: Json } =>
  isObject(value) && "properties" in value;

/** The outputs of a Loop's last round: what its step gave, without what the node adds. */
function roundOf({ graph, catalogue, nodeId }: Place, stepOf: (nodeId: string) => StepValues | undefined): Shape {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  const fields = (node && manifest && bodyOf(manifest, node)?.outputs) ?? [];
  const output = stepOf(nodeId)?.output ?? undefined;
  const properties = Object.fromEntries(fields.map(({ name, kind }) => [name, schemaOfKind(kind)]));
  return { value: output && roundOutputs(output), schema: { type: "object", properties } };
}

/** What the last round gave, from a Loop's outputs. */
export function roundOutputs({ rounds: _rounds, reached: _reached, ...outputs }: Values): Values {
  return outputs;
}
