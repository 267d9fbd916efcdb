/**
 * Parameters of a tool as providers take them. OpenAI and Anthropic refuse a request with any schema that has `anyOf`, `$ref` or
 * the like at its root, and so one tool of a server would keep its agent from every other one. Deeper inside they may stand.
 */

import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";

type Schema = { [key: string]: Json };

const choices = ["anyOf", "oneOf"] as const;
const combining = [...choices, "allOf", "$ref", "not", "enum", "const", "if", "then", "else"];
const deepest = 10;

/** What each way of a choice has is offered, and required only what all of them require. The server checks the rest. */
export function asToolSchema(schema: Schema): Schema {
  if (schema.type === "object" && !combining.some((key) => Object.hasOwn(schema, key))) return schema;
  const { properties, required } = flatten(schema, schema, 0);
  const rest = Object.entries(schema).filter(([key]) => key !== "type" && !combining.includes(key));
  return {
    type: "object",
    ...Object.fromEntries(rest),
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
  };
}

type Flat = { properties: Map<string, Json>; required: string[] };

function flatten(schema: Schema, root: Schema, depth: number): Flat {
  const properties = new Map(Object.entries(objectIn(schema.properties) ?? {}));
  const required = new Set(textsIn(schema.required));
  if (depth >= deepest) return { properties, required: [...required] };
  const inner = (each: Schema) => {
    const flat = flatten(each, root, depth + 1);
    for (const [name, value] of flat.properties) if (!properties.has(name)) properties.set(name, value);
    return flat.required;
  };
  const target = typeof schema.$ref === "string" ? targetOf(schema.$ref, root) : undefined;
  for (const part of [...(target ? [target] : []), ...schemasIn(schema.allOf)]) {
    for (const name of inner(part)) required.add(name);
  }
  for (const choice of choices) {
    const [first = [], ...others] = schemasIn(schema[choice]).map(inner);
    for (const name of first) if (others.every((names) => names.includes(name))) required.add(name);
  }
  return { properties, required: [...required] };
}

/** A place in the same schema, such as `#/$defs/Query` (RFC 6901). */
function targetOf(ref: string, root: Schema): Schema | undefined {
  if (!ref.startsWith("#/")) return undefined;
  const path = ref.slice(2).split("/");
  const found = path.reduce<Json | undefined>((at, step) => {
    const fields = objectIn(at);
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return fields && Object.hasOwn(fields, key) ? fields[key] : undefined;
  }, root);
  return objectIn(found);
}

function schemasIn(value: Json | undefined): Schema[] {
  return Array.isArray(value) ? value.map(objectIn).filter((each) => each !== undefined) : [];
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function objectIn(value: Json | undefined): Schema | undefined {
  return isObject(value) ? value : undefined;
}
