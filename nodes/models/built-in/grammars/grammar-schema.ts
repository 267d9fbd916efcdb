import type { GbnfJsonSchema } from "node-llama-cpp";
import type { Json } from "../../../../lib/values/json.ts";

type Schema = { [key: string]: Json };
const anyScalar = { type: ["string", "number", "boolean", "null"] } as const satisfies GbnfJsonSchema;
const longestList = 10;

/**
 * The part of a JSON Schema that a grammar can hold an answer to: types, properties, lists, choices and definitions.
 * Rules such as `minimum` or `pattern` are left to the check afterwards. Lists without an upper limit get one, as a
 * small model may not find the end by itself.
 */
export function toGrammarSchema(schema: Json | undefined): GbnfJsonSchema {
  if (!isSchema(schema)) return anyScalar;
  const { $defs, ...rest } = schema;
  const converted = convert(rest);
  if (!isSchema($defs)) return converted;
  return {
    ...converted,
    $defs: Object.fromEntries(Object.entries($defs).map(([name, part]) => [name, convert(part)])),
  };
}

function convert(schema: Json | undefined): GbnfJsonSchema {
  if (!isSchema(schema)) return anyScalar;
  const { type, const: only, enum: values, $ref } = schema;
  const choices = schema.oneOf ?? schema.anyOf;
  if (typeof $ref === "string" && $ref.startsWith("#/$defs/"))
    return { $ref: `#/$defs/${$ref.slice("#/$defs/".length)}` };
  if (isScalar(only)) return { const: only };
  if (Array.isArray(values)) return { enum: values.filter(isScalar) };
  if (Array.isArray(choices)) return { oneOf: choices.map(convert) };
  if (Array.isArray(type)) return { oneOf: type.map((one) => convert({ ...schema, type: one })) };
  if (type === "object" || isSchema(schema.properties)) return toObject(schema);
  if (type === "array") return toList(schema);
  if (type === "string") return toText(schema);
  if (type === "integer") return toInteger(schema);
  return type === "number" || type === "boolean" || type === "null" ? { type } : anyScalar;
}

function toObject({ properties, additionalProperties }: Schema): GbnfJsonSchema {
  if (!isSchema(properties)) return { type: "object", additionalProperties: anyScalar, maxProperties: longestList };
  const fields = Object.entries(properties).map(([name, part]) => [name, convert(part)]);
  // A listed field is always filled in; further ones only where the schema has none of its own.
  const isOpen = fields.length === 0 && additionalProperties !== false;
  return {
    type: "object",
    properties: Object.fromEntries(fields),
    ...(isOpen ? { additionalProperties: anyScalar } : {}),
  };
}

function toList({ items, minItems, maxItems }: Schema): GbnfJsonSchema {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = typeof maxItems === "number" ? maxItems : Math.max(longestList, least);
  return { type: "array", items: convert(items), minItems: least, maxItems: most };
}

/** A grammar cannot compare numbers, but it can list a few. */
function toInteger({ minimum, maximum }: Schema): GbnfJsonSchema {
  if (typeof minimum !== "number" || typeof maximum !== "number" || maximum < minimum || maximum - minimum > 100) {
    return { type: "integer" };
  }
  const first = Math.ceil(minimum);
  return { enum: Array.from({ length: Math.floor(maximum) - first + 1 }, (_, index) => first + index) };
}

function toText({ format, minLength }: Schema): GbnfJsonSchema {
  if (format === "date" || format === "time" || format === "date-time") return { type: "string", format };
  // Repetition counts make a grammar slow; only small ones are worth it.
  return typeof minLength === "number" && minLength <= 20 ? { type: "string", minLength } : { type: "string" };
}

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: Json | undefined): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
