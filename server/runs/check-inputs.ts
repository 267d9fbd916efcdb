import { type ErrorIssue, PatchbayError } from "../../lib/errors.ts";
import type { Graph } from "../../lib/graph.ts";
import type { Json } from "../../lib/json.ts";
import type { Catalogue, Field } from "../../lib/manifest.ts";
import { coerce, portKinds } from "../../lib/ports.ts";
import type { Values } from "../../lib/run.ts";
import { runFields } from "../../lib/run-fields.ts";
import { valueSchemas } from "../../lib/values.ts";

/** The inputs as the graph's input nodes want them: checked, coerced, defaults filled in. `bad_input` names each bad field. */
export function checkInputs(graph: Graph, catalogue: Catalogue, inputs: Values): Values {
  const fields = runFields(graph, catalogue);
  const names = new Set(fields.map((field) => field.name));
  const issues: ErrorIssue[] = [];
  const checked: Values = {};
  for (const name of Object.keys(inputs)) {
    if (names.has(name)) continue;
    const known = names.size === 0 ? "it takes no inputs" : `it takes ${[...names].join(", ")}`;
    issues.push({ path: `inputs.${name}`, message: `This pipeline has no input “${name}”; ${known}.` });
  }
  for (const field of fields) {
    const given = Object.hasOwn(inputs, field.name) ? inputs[field.name] : undefined;
    const result = checkField(field, given);
    if ("issue" in result) issues.push({ path: `inputs.${field.name}`, message: result.issue });
    else if (result.value !== undefined) checked[field.name] = result.value;
  }
  const [first] = issues;
  if (first) throw new PatchbayError("bad_input", first.message, { issues });
  return checked;
}

function checkField(field: Field, given: Json | undefined): { value: Json | undefined } | { issue: string } {
  const label = `“${field.title ?? field.name}”`;
  const value = given ?? field.default;
  if (value === undefined || (value === null && field.kind !== "json" && field.kind !== "any")) {
    // An empty field of a form is an empty text, so what follows runs; other kinds stay absent.
    if (field.optional) return { value: field.kind === "text" ? "" : undefined };
    return { issue: `The input ${label} is missing. Give it a ${portKinds[field.kind].title.toLowerCase()} value.` };
  }
  const schema = valueSchemas[field.kind];
  const exact = schema.safeParse(value);
  if (exact.success) return { value };
  const coerced = schema.safeParse(tryCoerce(value, field));
  if (coerced.success) return { value: coerced.data };
  return { issue: `The input ${label} should be ${portKinds[field.kind].title.toLowerCase()}.` };
}

/** People and scripts send "5" for 5 and 5 for "5"; the port kinds' own coercions say what that means. */
function tryCoerce(value: Json, field: Field): Json | undefined {
  try {
    if (typeof value === "string" && field.kind === "boolean")
      return value === "true" ? true : value === "false" ? false : value;
    if (typeof value === "string") return coerce(value, "text", field.kind);
    if (typeof value === "number") return coerce(value, "number", field.kind);
    if (typeof value === "boolean") return coerce(value, "boolean", field.kind);
    return coerce(value, "json", field.kind === "text" ? "json" : field.kind);
  } catch {
    return undefined;
  }
}
