import { expect, test } from "vitest";
import { addUsage, asUsage, maxTokenCount, readTokenCount } from "./usage.ts";

test.each([
  [0, 0],
  [7, 7],
  ["7", 7],
  [" 12 ", 12],
  [maxTokenCount, maxTokenCount],
])("a count of %j is %j", (reported, count) => {
  expect(readTokenCount(reported)).toBe(count);
});

test.each([
  -1,
  7.5,
  4294967295,
  "4294967295",
  "-1",
  "7.5",
  "1e3",
  "",
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [7],
  {},
])("a count of %j is not known", (reported) => {
  expect(readTokenCount(reported)).toBeUndefined();
});

test("tokens add up, unknown ones stay unknown, and no sum is larger than a column", () => {
  expect(addUsage({ tokensIn: 7, model: "a" }, { tokensIn: 3, tokensOut: 2, model: "b" })).toEqual({
    tokensIn: 10,
    tokensOut: 2,
    model: "b",
  });
  expect(addUsage({}, {})).toEqual({});
  expect(addUsage({ tokensIn: maxTokenCount }, { tokensIn: maxTokenCount }).tokensIn).toBe(maxTokenCount);
});

test("one answer that is not whole marks the step", () => {
  expect(addUsage({ outcome: "complete" }, { outcome: "cut" }).outcome).toBe("cut");
  expect(addUsage({ outcome: "cut" }, { outcome: "complete" }).outcome).toBe("cut");
});

test.each([undefined, null, "usage", 7, []])("%j as usage says nothing", (reported) => {
  expect(asUsage(reported)).toEqual({});
});

test("usage keeps what it can of what was reported", () => {
  expect(asUsage({ tokensIn: "7", tokensOut: -1, tokensCached: 2, model: { id: 1 }, outcome: "other" })).toEqual({
    tokensIn: 7,
    tokensCached: 2,
  });
  expect(asUsage({ tokensIn: 1, model: "x".repeat(1000), outcome: "cut" })).toEqual({
    ...{ tokensIn: 1, outcome: "cut", model: "x".repeat(200) },
  });
});
