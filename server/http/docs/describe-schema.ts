/** JSON Schema in few words, for people. */
import { z } from "zod";
import type { ApiField } from "../../../lib/views/api-guide.ts";

type Schema = {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  description?: string | undefined;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  allOf?: Schema[] | undefined;
  additionalProperties?: Schema | boolean | undefined;
};

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    description: z.string().optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    allOf: z.array(Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
  }),
);

/** “string”, “list of Node”, “queued | running”, “Graph”. */
export function typeOf(schema: unknown): string {
  return describeType(Schema.catch({}).parse(schema));
}

/** The properties of an object, or of what a list holds; none for anything else. */
export function fieldsOf(schema: unknown): ApiField[] {
  const parsed = Schema.catch({}).parse(schema);
  const object = parsed.items?.properties ? parsed.items : parsed;
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    type: describeType(property),
    required: object.required?.includes(name) ?? false,
    description: property.description ?? "",
  }));
}

function describeType(schema: Schema): string {
  if (schema.$ref !== undefined) return shapeName(schema.$ref);
  if (schema.allOf?.length === 1 && schema.allOf[0]) return describeType(schema.allOf[0]);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(describeType))].join(" | ");
  if (schema.items) return `list of ${describeType(schema.items)}`;
  if (schema.format === "date-time") return "time (ISO 8601)";
  if (schema.format === "binary") return "file";
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return `{ name: ${describeType(schema.additionalProperties)} }`;
  }
  return schema.type ?? "any JSON";
}

/** What is sent and what is answered are two schemas of one shape. */
function shapeName(ref: string): string {
  const name = ref.slice(ref.lastIndexOf("/") + 1).replace(/Output$/, "");
  return name === "JsonValue" ? "any JSON" : name;
}
