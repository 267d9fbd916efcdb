/** JSON Schema as settings carry it: checked when the node is built, applied to what models answer. */
import { type Schema, Validator } from "@cfworker/json-schema";
import { z } from "zod";
import type { ErrorIssue } from "../lib/errors.ts";
import { Json } from "../lib/json.ts";

export type JsonSchema = { [key: string]: Json };

/** The config field that holds a JSON Schema of an object. */
export function jsonSchema(value: JsonSchema) {
  return z
    .record(z.string(), Json)
    .refine((schema) => JSON.stringify(schema).length <= 100_000, "The schema is too large.")
    .refine((schema) => schema.type === "object", 'The schema must describe an object: {"type": "object", …}.')
    .default(value)
    .meta({ title: "Fields", description: "What to fill in: a JSON Schema of an object.", widget: "schema" });
}

/**
 * Every way in which the value does not fit, by path such as `items/0/price`; empty when it fits. Interprets the schema
 * (draft 2020-12) and generates no code, as schemas come from people.
 */
export function schemaIssues(schema: JsonSchema, value: Json): ErrorIssue[] {
  const { errors } = new Validator(asSchema(schema), "2020-12", false).validate(value);
  const leaves = errors.filter(({ keyword }) => !["properties", "items", "$ref"].includes(keyword));
  return leaves.slice(0, 20).map(({ instanceLocation, error }) => ({
    path: instanceLocation.replace(/^#\/?/, ""),
    message: error,
  }));
}

function asSchema(schema: JsonSchema): Schema {
  return { ...schema };
}
