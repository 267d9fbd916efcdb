import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { AnyNumber, Json } from "./json.ts";

/** What `Json` means, member by member. */
const Whole: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), AnyNumber, z.boolean(), z.null(), z.array(Whole), z.record(z.string(), Whole)]),
);

test("plain JSON is taken as it is, in whatever schema it stands", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const Row = z.object({ of: Json, all: z.array(Json).optional() });
      expect(Json.parse(value)).toEqual(Whole.parse(value));
      expect(Row.parse({ of: value, all: [value] })).toEqual({ of: value, all: [value] });
    }),
  );
});

test("what is no JSON is refused, and what a schema leaves out is left out, as by the schema alone", () => {
  class Own {}
  const cases: unknown[] = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(0),
    new Map(),
    new Own(),
    () => 1,
    Symbol("x"),
    [undefined],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried.
    [1, , 2],
    { a: undefined },
    { a: [{ b: new Date(0) }] },
    { [Symbol("x")]: 1 },
    Object.create(null),
    JSON.parse('{"a":{"__proto__":{"b":1},"c":2}}'),
    2n ** 64n,
    [2n ** 64n],
  ];
  for (const value of cases) {
    const [own, whole] = [Json.safeParse(value), Whole.safeParse(value)];
    expect(own.success, String(typeof value)).toBe(whole.success);
    expect(own.data).toEqual(whole.data);
  }
});

test("its JSON Schema takes any JSON", () => {
  expect(z.toJSONSchema(z.object({ of: Json }))).toEqual(z.toJSONSchema(z.object({ of: Whole })));
});
