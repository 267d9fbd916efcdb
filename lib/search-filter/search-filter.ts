/** Which documents a search may find, by their metadata. People write it as text (parse-filter.ts), programs as this JSON. */
import * as z from "zod";
import { AnyNumber } from "../values/json.ts";
import { readTime } from "../values/written/read-time.ts";

export const filterTests = ["=", "!=", "<", "<=", ">", ">=", "in", "contains", "starts with"] as const;
export type FilterTest = (typeof filterTests)[number];

/** Texts such as 2027-01-31 are dates where they are compared by < and >; whole numbers beyond 2^53 are bigints. */
export type FilterValue = string | number | bigint | boolean;
export type FieldTest = { field: string; is: FilterTest; value: FilterValue | FilterValue[] };
export type SearchFilter =
  | { and: SearchFilter[] }
  | { or: SearchFilter[] }
  | { not: SearchFilter }
  | { field: string; is: "there" }
  | FieldTest;

const Field = z.string().min(1, "Name a field.").max(100);
const FilterValue = z.union([z.string().max(1000), AnyNumber, z.boolean()]);
const nested = z.lazy((): z.ZodType<SearchFilter> => AnyFilter);
const several = z.array(nested).min(1).max(100);

const AnyFilter: z.ZodType<SearchFilter> = z.union([
  z.strictObject({ and: several }),
  z.strictObject({ or: several }),
  z.strictObject({ not: nested }),
  z.strictObject({ field: Field, is: z.literal("there") }),
  z
    .strictObject({
      field: Field,
      is: z.enum(filterTests),
      value: z.union([FilterValue, z.array(FilterValue).min(1).max(1000)]),
    })
    .superRefine((test, context) => {
      const message = misfit(test);
      if (message !== undefined) context.addIssue({ code: "custom", message, path: ["value"] });
    }),
]);

/** What no document could ever meet, in a sentence. */
export function misfit({ field, is, value }: FieldTest): string | undefined {
  if (is !== "<" && is !== "<=" && is !== ">" && is !== ">=") return undefined;
  const values = Array.isArray(value) ? value : [value];
  const wrong = values.find(
    (one) => typeof one === "boolean" || (typeof one === "string" && readTime(one) === undefined),
  );
  return wrong === undefined
    ? undefined
    : `“${field} ${is}” takes a number or a date such as 2027-01-31, and not “${wrong}”.`;
}

/** As the REST API takes it; more than 20 levels are refused before they are read one by one. */
export const SearchFilter = z
  .custom<unknown>((given) => depthOf(given) <= 20, "A filter has at most 20 levels.")
  .pipe(AnyFilter);
SearchFilter._zod.toJSONSchema = () => ({ description: "Filters may stand in filters, to 20 levels.", ...schemaOf(2) });

/** JSON Schema without a reference to itself, which not every reader of the API's description follows. */
function schemaOf(levels: number): z.core.JSONSchema.JSONSchema {
  const one = { type: "string", maxLength: 1000 } as const;
  const value = { anyOf: [one, { type: "number" as const }, { type: "boolean" as const }] };
  const field = { type: "string", minLength: 1, maxLength: 100 } as const;
  const object = (properties: Record<string, z.core.JSONSchema.JSONSchema>) =>
    ({ type: "object", properties, required: Object.keys(properties), additionalProperties: false }) as const;
  const tests = [
    object({ field, is: { const: "there" } }),
    object({ field, is: { enum: ["=", "!=", "in", "contains", "starts with"] }, value }),
    object({ field, is: { enum: ["<", "<=", ">", ">="] }, value: { type: "number" } }),
    object({ field, is: { enum: ["<", "<=", ">", ">="] }, value: { type: "string", format: "date" } }),
    object({
      field,
      is: { enum: ["=", "!=", "in"] },
      value: { type: "array", items: value, minItems: 1, maxItems: 1000 },
    }),
  ];
  if (levels === 0) return { anyOf: tests };
  const inner = schemaOf(levels - 1);
  const several = { type: "array", items: inner, minItems: 1, maxItems: 100 } as const;
  return { anyOf: [...tests, object({ and: several }), object({ or: several }), object({ not: inner })] };
}

function depthOf(given: unknown, depth = 0): number {
  if (depth > 60 || typeof given !== "object" || given === null) return depth / 2;
  return Object.values(given).reduce((most, inner) => Math.max(most, depthOf(inner, depth + 1)), depth / 2);
}

/** Every field that a filter takes to be there: those which it compares, but never asks for whether they are there. */
export function fieldsOf(filter: SearchFilter): string[] {
  const tests = testsOf(filter);
  const optional = new Set(tests.flatMap(({ field, is }) => (is === "there" ? [field] : [])));
  return [...new Set(tests.map(({ field }) => field))].filter((field) => !optional.has(field));
}

function testsOf(filter: SearchFilter): Extract<SearchFilter, { field: string }>[] {
  if ("and" in filter) return filter.and.flatMap(testsOf);
  if ("or" in filter) return filter.or.flatMap(testsOf);
  return "not" in filter ? testsOf(filter.not) : [filter];
}
