import * as z from "zod";

/** Any value that survives JSON. A whole number beyond 2^53 is a bigint (exact-json.ts), and no other is. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** A number of any size; in JSON Schema it is a number as any other. */
export const AnyNumber: z.ZodType<number | bigint> = z.union([z.number(), z.bigint()]);
AnyNumber._zod.toJSONSchema = () => ({ type: "number" });

export const Json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), AnyNumber, z.boolean(), z.null(), z.array(Json), z.record(z.string(), Json)]),
);

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
