import { assertNever } from "../../../lib/errors.ts";
import type { Field } from "../../../lib/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";

/** What a person typed, as the kind wants it; a message when it does not fit. */
function readInput(field: Field, typed: Json | undefined): { value?: Json; problem?: string } {
  // The form shows the default, so that is what it sends.
  if (typed === undefined && field.default !== undefined) return { value: field.default };
  // So does a switch that was left off.
  if (typed === undefined && field.kind === "boolean") return { value: false };
  const isEmpty = typed === undefined || typed === "";
  if (isEmpty) {
    if (field.optional || field.default !== undefined) return {};
    return { problem: field.kind === "file" ? "Choose a file." : "Enter a value." };
  }
  if (typeof typed !== "string") return { value: typed };
  switch (field.kind) {
    case "number": {
      const number = Number(typed);
      return Number.isFinite(number) ? { value: number } : { problem: "Enter a number." };
    }
    case "text":
    case "any":
      return { value: typed };
    case "message":
      return { value: { role: "user", content: typed } };
    case "document":
      return { value: { text: typed, metadata: {} } };
    case "boolean":
    case "json":
    case "messages":
    case "documents":
    case "file":
      return readJson(typed);
    default:
      return assertNever(field.kind);
  }
}

export function readInputs(
  fields: readonly Field[],
  typed: Values,
): { values: Values; problems: Record<string, string> } {
  const values: Values = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const read = readInput(field, Object.hasOwn(typed, field.name) ? typed[field.name] : undefined);
    if (read.problem !== undefined) problems[field.name] = read.problem;
    else if (read.value !== undefined) values[field.name] = read.value;
  }
  return { values, problems };
}

/** Values as the form's boxes hold them: numbers and objects as text. */
export function typedOf(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === "number") return [name, String(value)];
      const isFile = typeof value === "object" && value !== null && "mime" in value;
      return [name, typeof value === "object" && value !== null && !isFile ? JSON.stringify(value, null, 2) : value];
    }),
  );
}

function readJson(text: string): { value?: Json; problem?: string } {
  try {
    const value: Json = JSON.parse(text);
    return { value };
  } catch {
    return { problem: 'Enter JSON, for example {"name": "value"}.' };
  }
}
