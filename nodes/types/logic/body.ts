/** What Map, Loop and Sub-pipeline have in common: the pipeline they run inside themselves. */
import { type ErrorIssue, PatchbayError } from "../../../lib/errors.ts";
import { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Field } from "../../../lib/node-types/manifest.ts";
import { coerce } from "../../../lib/ports/ports.ts";
import type { Values } from "../../../lib/run.ts";
import { fieldValue } from "../../../lib/values/field-value.ts";
import type { Json } from "../../../lib/values/json.ts";

export function pipelineSetting(description: string) {
  return PipelineRef.nullable().default(null).meta({ title: "Pipeline", description, widget: "pipeline" });
}

export function chosenPipeline(ref: PipelineRef | null, nodeId: string): PipelineRef {
  if (ref) return ref;
  throw new PatchbayError("bad_input", "No pipeline is chosen. Choose the one that this node runs.", { nodeId });
}

/** A body that is stored in its node has no name. */
export function nameOfBody({ name }: PipelineRef): string {
  return name === "" ? "The body" : `“${name}”`;
}

/** What goes into the body: a value for each of its fields. Throws `bad_input` with every field that does not fit. */
export function bodyInput(ref: PipelineRef, values: Values): Values {
  const input: Values = {};
  const issues: ErrorIssue[] = [];
  for (const field of ref.inputs) {
    const result = fieldValue(
      field,
      Object.hasOwn(values, field.name) ? asCarried(values[field.name], field) : undefined,
    );
    if (!result.ok) issues.push({ path: field.name, message: result.issue });
    else if (result.value !== undefined) input[field.name] = result.value;
  }
  const [first] = issues;
  if (first) throw new PatchbayError("bad_input", `${nameOfBody(ref)} cannot start. ${first.message}`, { issues });
  return input;
}

/** Items and a round's outputs come by no edge; they are taken as an edge from a JSON output would bring them. */
function asCarried(value: Json | undefined, { kind }: Field): Json | undefined {
  try {
    return value === undefined || value === null ? value : coerce(value, "json", kind);
  } catch {
    return value;
  }
}
