import * as z from "zod";

/** Any value that survives JSON. A whole number beyond 2^53 is a bigint (exact-json.ts), and no other is. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** A number of any size; in JSON Schema it is a number as any other. */
export const AnyNumber: z.ZodType<number | bigint> = z.union([z.number(), z.bigint()]);
AnyNumber._zod.toJSONSchema = () => ({ type: "number" });

export const Json: z.ZodType<Json> = z.lazy(() => quick(AnyJson));

const AnyJson = z.union([z.string(), AnyNumber, z.boolean(), z.null(), z.array(Json), z.record(z.string(), Json)]);

/**
 * A union is tried member by member, and each that a value does not fit makes an issue: plain JSON, which is what comes
 * nearly always, is looked through first, and only what is not that is left to the schema.
 */
function quick(schema: z.ZodType<Json>): z.ZodType<Json> {
  const { run } = schema._zod;
  schema._zod.run = (payload, context) => (isPlainJson(payload.value) ? payload : run(payload, context));
  return schema;
}

/** Deeper values are left to the schema, as are those that hold themselves. */
const maxDepth = 200;

/** False for whatever a schema might change or refuse. */
function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
  if (value === null) return true;
  if (depth === maxDepth) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!isPlainJson(value[at], depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol" || key === "__proto__" || !isPlainJson(Reflect.get(value, key), depth + 1))
      return false;
  }
  return true;
}

/** JSON in graphs and settings, whose numbers are all JavaScript's own. */
export type PlainJson = null | boolean | number | string | PlainJson[] | { [key: string]: PlainJson };

/** A whole number beyond 2^53 has its place in a text there. */
export const PlainJson: z.ZodType<PlainJson> = Json.superRefine((value, context) => refuseBigInts(value, context)).pipe(
  z.json(),
);

function refuseBigInts(value: Json, context: z.core.$RefinementCtx, path: readonly (string | number)[] = []): void {
  if (typeof value === "bigint") {
    const digits = String(value);
    const shown = digits.length > 40 ? `${digits.slice(0, 40)}…` : digits;
    const message = `The number ${shown} has more digits than a setting can keep. Write it as text, in quotes.`;
    context.addIssue({ code: "custom", message, path: [...path] });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseBigInts(item, context, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) refuseBigInts(inner, context, [...path, key]);
  }
}
