/** The names that can follow in an expression: keys of a value that was seen, and of one that is only declared. */
import * as z from "zod";
import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";

/** `detail` says in a few words what the name stands for. */
export type Name = { name: string; detail: string };
/** `value` was seen in a run; `schema` is a JSON Schema of what may come. */
export type Shape = { value?: Json | undefined; schema?: Json | undefined };

/** Of a long list the first items only: they tell which keys there are. */
const mostItems = 50;
const mostNames = 200;

/** The names behind a path of keys. Lists are passed through, as JSONata does: a path leads into each item. */
export function namesAt({ value, schema }: Shape, path: readonly string[]): Name[] {
  const names = new Map<string, Name>();
  for (const item of itemsAt(value, path)) {
    if (!isObject(item)) continue;
    for (const [name, inner] of Object.entries(item)) {
      if (names.size < mostNames && !names.has(name)) names.set(name, { name, detail: previewOf(inner) });
    }
  }
  for (const properties of schemasAt(schema, path).flatMap(({ properties = {} }) => Object.entries(properties))) {
    const [name, inner] = properties;
    if (names.size < mostNames && !names.has(name))
      names.set(name, { name, detail: inner.description ?? typeName(inner) });
  }
  return [...names.values()];
}

function itemsAt(value: Json | undefined, path: readonly string[]): Json[] {
  const start = value === undefined ? [] : flat(value);
  return path.reduce<Json[]>(
    (items, key) =>
      items
        .flatMap((item) => (isObject(item) && Object.hasOwn(item, key) ? flat(item[key] ?? null) : []))
        .slice(0, mostItems),
    start,
  );
}

/** Lists in lists are one list. */
function flat(value: Json): Json[] {
  return Array.isArray(value) ? value.slice(0, mostItems).flatMap(flat).slice(0, mostItems) : [value];
}

type Schema = {
  type?: string | undefined;
  description?: string | undefined;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
};
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional().catch(undefined),
    description: z.string().optional().catch(undefined),
    properties: z.record(z.string(), Schema).optional().catch(undefined),
    items: Schema.optional().catch(undefined),
  }),
);

function schemasAt(schema: Json | undefined, path: readonly string[]): Schema[] {
  const start = Schema.safeParse(schema).data;
  return path.reduce<Schema[]>(
    (found, key) => found.flatMap(({ properties }) => through(own(properties, key))),
    through(start),
  );
}

function through(schema: Schema | undefined): Schema[] {
  if (!schema) return [];
  return schema.items ? through(schema.items) : [schema];
}

function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function typeName({ type, items }: Schema): string {
  if (items || type === "array") return "list";
  return type === "string" ? "text" : (type ?? "value");
}

/** A short value as it is, a long one by its type. */
function previewOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 1 ? "list of 1" : `list of ${value.length.toLocaleString("en")}`;
  if (typeof value === "object") return "object";
  if (typeof value !== "string") return String(value);
  const line = value.replace(/\s+/g, " ").trim();
  return `“${line.length > 28 ? `${line.slice(0, 28)}…` : line}”`;
}
