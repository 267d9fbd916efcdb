/** Values at the inputs of a pipeline, be it the run's own or the body of a node: what a field makes of what it is given. */

import type { Field } from "../node-types/manifest.ts";
import { coerce } from "../ports/ports.ts";
import type { Json } from "./json.ts";
import { valueSchemas } from "./values.ts";

/** Checked, coerced and with its default filled in; undefined for an optional field that stays empty. */
export function fieldValue(
  field: Field,
  given: Json | undefined,
): { ok: true; value: Json | undefined } | { ok: false; issue: string } {
  const label = `“${field.title ?? field.name}”`;
  const value = given ?? field.default ?? (takesNull(field) ? given : undefined);
  if (value === undefined || (value === null && !takesNull(field))) {
    // An empty field of a form is an empty text, so what follows runs; other kinds stay absent.
    if (field.optional) return { ok: true, value: field.kind === "text" ? "" : undefined };
    const issue = `The input ${label} is missing. Give it ${wanted[field.kind]}.`;
    return { ok: false, issue };
  }
  const schema = valueSchemas[field.kind];
  const exact = schema.safeParse(value);
  if (exact.success) return { ok: true, value };
  const coerced = schema.safeParse(tryCoerce(value, field));
  if (coerced.success) return { ok: true, value: coerced.data };
  return { ok: false, issue: `The input ${label} should be ${wanted[field.kind]}.` };
}

const wanted = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  json: "JSON",
  message: "a message",
  messages: "a list of messages",
  document: "a document",
  documents: "a list of documents",
  file: "a file",
  any: "a value",
} as const satisfies Record<Field["kind"], string>;

const takesNull = ({ kind }: Field) => kind === "json" || kind === "any";

/** People and scripts send "5" for 5 and 5 for "5"; the port kinds' own coercions say what that means. */
function tryCoerce(value: Json, field: Field): Json | undefined {
  try {
    if (typeof value === "string" && field.kind === "boolean")
      return value === "true" ? true : value === "false" ? false : value;
    if (typeof value === "string") return coerce(value, "text", field.kind);
    if (typeof value === "number" || typeof value === "bigint") return coerce(value, "number", field.kind);
    if (typeof value === "boolean") return coerce(value, "boolean", field.kind);
    return coerce(value, "json", field.kind === "text" ? "json" : field.kind);
  } catch {
    return undefined;
  }
}
