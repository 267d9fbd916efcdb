/** The plain part of JSON Schema that a person can edit as a list of fields: one flat object. */
import * as z from "zod";
import type { PlainJson } from "../../../../lib/values/json.ts";

export const fieldTypes = {
  string: { title: "Text", schema: { type: "string" } },
  number: { title: "Number", schema: { type: "number" } },
  integer: { title: "Whole number", schema: { type: "integer" } },
  boolean: { title: "Yes or no", schema: { type: "boolean" } },
  strings: { title: "List of texts", schema: { type: "array", items: { type: "string" } } },
  numbers: { title: "List of numbers", schema: { type: "array", items: { type: "number" } } },
  choice: { title: "One of", schema: { type: "string" } },
} as const;
export type FieldType = keyof typeof fieldTypes;

export type SchemaField = {
  name: string;
  type: FieldType;
  description: string;
  isRequired: boolean;
  /** The values of a choice. */
  options: readonly string[];
  /** Limits and other words of the schema that the list does not show but keeps. */
  rest: Readonly<Record<string, PlainJson>>;
};

const Rest = z.record(z.string(), z.json());
const Flat = z.strictObject({
  type: z.literal("object"),
  properties: z.record(z.string(), Rest),
  required: z.array(z.string()).optional(),
  additionalProperties: z.literal(false).optional(),
});

/** The schema as a list of fields; undefined when it says more than a list can show. */
export function readSchemaFields(schema: PlainJson | undefined): SchemaField[] | undefined {
  const flat = Flat.safeParse(schema);
  if (!flat.success) return undefined;
  const fields = Object.entries(flat.data.properties).map(([name, property]) => {
    const { type, items, description, enum: options, ...rest } = property;
    const found = typeOf(type, items, options);
    if (found === undefined) return undefined;
    return {
      name,
      type: found,
      description: typeof description === "string" ? description : "",
      isRequired: flat.data.required?.includes(name) ?? false,
      options: Array.isArray(options) ? options.map(String) : [],
      rest,
    };
  });
  const known = fields.filter((field) => field !== undefined);
  return known.length === fields.length ? known : undefined;
}

export function writeSchemaFields(fields: readonly SchemaField[]): PlainJson {
  const properties = fields.map(({ name, type, description, options, rest }) => {
    const property: Record<string, PlainJson> = {
      ...structuredClone(fieldTypes[type].schema),
      ...(type === "choice" ? { enum: [...options] } : {}),
      ...(description === "" ? {} : { description }),
      ...rest,
    };
    return [name, property] as const;
  });
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

function typeOf(
  type: PlainJson | undefined,
  items: PlainJson | undefined,
  options: PlainJson | undefined,
): FieldType | undefined {
  if (Array.isArray(options)) return type === "string" ? "choice" : undefined;
  if (type === "array") {
    const inner = z.strictObject({ type: z.enum(["string", "number"]) }).safeParse(items);
    if (!inner.success) return undefined;
    return inner.data.type === "string" ? "strings" : "numbers";
  }
  return type === "string" || type === "number" || type === "integer" || type === "boolean" ? type : undefined;
}
