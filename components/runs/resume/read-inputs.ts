import { asPatchbayError, assertNever, PatchbayError } from "../../../lib/errors.ts";
import type { Field } from "../../../lib/node-types/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import { exactNumber, parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";

/** What a person typed, as the kind wants it; a message when it does not fit. */
function readInput(field: Field, typed: Json | undefined): { value?: Json; problem?: string } {
  // The form shows the default, so that is what it sends.
  if (typed === undefined && field.default !== undefined) return { value: field.default };
  const isEmpty = typed === undefined || typed === "";
  // So does a switch that was left alone, which shows “off”.
  if (isEmpty && field.kind === "boolean") return { value: false };
  if (isEmpty) {
    if (field.optional || field.default !== undefined) return {};
    return { problem: field.kind === "file" ? "Choose a file." : "Enter a value." };
  }
  if (typeof typed !== "string") return { value: typed };
  switch (field.kind) {
    case "number": {
      return readNumber(typed.trim());
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
      if (typeof value === "number" || typeof value === "bigint") return [name, String(value)];
      const isFile = typeof value === "object" && value !== null && "mime" in value;
      return [name, typeof value === "object" && value !== null && !isFile ? stringifyJson(value, 2) : value];
    }),
  );
}

function readNumber(text: string): { value?: Json; problem?: string } {
  try {
    const number = text === "" ? Number.NaN : exactNumber(text);
    return typeof number === "bigint" || Number.isFinite(number) ? { value: number } : { problem: "Enter a number." };
  } catch (thrown) {
    return { problem: asPatchbayError(thrown, "").userMessage };
  }
}

function readJson(text: string): { value?: Json; problem?: string } {
  try {
    return { value: parseJson(text) };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return { problem: asPatchbayError(thrown, "").userMessage };
    return { problem: 'Enter JSON, for example {"name": "value"}.' };
  }
}
