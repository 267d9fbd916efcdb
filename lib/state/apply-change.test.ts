import fc from "fast-check";
import { expect, test } from "vitest";
import { applyChange } from "./apply-change.ts";
import { meanOf } from "./decayed-mean.ts";

test("merge is JSON Merge Patch: the table of RFC 7396, where the target is an object", () => {
  // Appendix A of the RFC.
  const cases: [object, object, object][] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, merged] of cases) {
    const value = applyChange(JSON.parse(JSON.stringify(target)), {
      operation: "merge",
      value: JSON.parse(JSON.stringify(patch)),
    });
    expect(value).toEqual(merged);
  }
});

test("a merge of what is named like a prototype changes no prototype", () => {
  const value = applyChange({}, { operation: "merge", value: JSON.parse('{"__proto__": {"polluted": true}}') });
  expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("append keeps the last items, and increment begins with nothing as 0", () => {
  expect(applyChange(null, { operation: "append", value: "a", limit: 2 })).toEqual(["a"]);
  expect(applyChange(["a", "b"], { operation: "append", value: ["c"], limit: 2 })).toEqual(["b", ["c"]]);
  expect(applyChange(null, { operation: "increment", value: 2.5 })).toBe(2.5);
  expect(applyChange(1, { operation: "increment", value: -3 })).toBe(-2);
  expect(applyChange("x", { operation: "set", value: null })).toBe(null);
  expect(applyChange("x", { operation: "delete" })).toBe(null);
});

test("what does not fit is refused with what is there", () => {
  const refused = (current: Parameters<typeof applyChange>[0], change: Parameters<typeof applyChange>[1]) => {
    try {
      return applyChange(current, change);
    } catch (error) {
      return error;
    }
  };
  expect(refused("a text", { operation: "increment", value: 1 })).toMatchObject({
    code: "bad_input",
    userMessage:
      "There is a text under this key, so it is not possible to increment a number. Use another key, or set it anew.",
  });
  expect(refused([1], { operation: "merge", value: {} })).toMatchObject({ userMessage: /There is a list/ });
  expect(refused({}, { operation: "append", value: 1, limit: 1 })).toMatchObject({ userMessage: /There is an object/ });
  expect(refused(null, { operation: "merge", value: [1] })).toMatchObject({ userMessage: /and a list arrived/ });
  expect(refused(null, { operation: "set", value: "x".repeat(1_000_001) })).toMatchObject({ code: "too_large" });
});

test("whole numbers are added exactly, beyond 2^53 and back", () => {
  const next = applyChange(2 ** 53 - 1, { operation: "increment", value: 2 });
  expect(next).toBe(9007199254740993n);
  expect(applyChange(next, { operation: "increment", value: -3 })).toBe(9007199254740990);
  expect(applyChange(null, { operation: "increment", value: 7615917337495251231n })).toBe(7615917337495251231n);
  expect(applyChange(1, { operation: "increment", value: 0.5 })).toBe(1.5);
});

const week = 604_800;
const at = Date.UTC(2027, 0, 31);

test("a vector of a half-life ago counts half", () => {
  const mean = (value: number[], ms: number) =>
    ({ operation: "mean", value, weight: 1, halfLifeSeconds: week, at: ms }) as const;
  const before = applyChange(null, mean([3, 0], at - week * 1000));
  const after = meanOf(applyChange(before, mean([0, 3], at)));
  // Weights 1/2 and 1: (3·½ + 0·1) / 1.5 and (0·½ + 3·1) / 1.5.
  expect(after).toEqual({ mean: [1, 2], weight: 1.5, at: "2027-01-31T00:00:00.000Z" });
});

test("the order in which vectors arrive does not matter, only their times", () => {
  const one = fc.record({
    value: fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })),
    days: fc.integer({ min: 0, max: 60 }),
    weight: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), (events) => {
      const meanIn = (order: typeof events) =>
        meanOf(
          order.reduce<Parameters<typeof applyChange>[0]>(
            (current, { value, days, weight }) =>
              applyChange(current, {
                operation: "mean",
                value,
                weight,
                halfLifeSeconds: week,
                at: at + days * 86_400_000,
              }),
            null,
          ),
        );
      const [forth, back] = [meanIn(events), meanIn(events.toReversed())];
      expect(back?.at).toBe(forth?.at);
      expect(back?.weight).toBeCloseTo(forth?.weight ?? 0, 9);
      for (const [index, part] of (forth?.mean ?? []).entries()) expect(back?.mean[index]).toBeCloseTo(part, 9);
    }),
  );
});

test("vectors of another length, and values that are no means, are refused", () => {
  const change = { operation: "mean" as const, value: [1, 2, 3], weight: 1, halfLifeSeconds: 0, at };
  const stored = applyChange(null, { ...change, value: [1, 2] });
  expect(() => applyChange(stored, change)).toThrow(/has 2 dimensions, and the vector 3/);
  expect(() => applyChange({ mean: "no" }, change)).toThrow(/is not a mean/);
  expect(() => applyChange(null, { ...change, value: "abc" })).toThrow(/takes a list of 1 to 8192 numbers/);
});

test("the mean of numbers that are as large as numbers can be is one of them", () => {
  const at = Date.parse("2027-01-31T00:00:00Z");
  const change = { operation: "mean" as const, value: [1.7e308, -1.7e308], weight: 1, halfLifeSeconds: 0, at };
  const twice = applyChange(applyChange(null, change), change);
  expect(meanOf(twice)?.mean).toEqual([1.7e308, -1.7e308]);
});
