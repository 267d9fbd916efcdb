import { expect, test } from "vitest";
import { readPairs } from "./text-of.ts";

test("pairs are read as they are escaped, and what is no escape stays", () => {
  expect(readPairs("a=1&&b=%2B+%2b&c=%4&d=100%&%41%zz=%C3%A9&=&e=1=2&")).toEqual([
    ["a", "1"],
    ["b", "+ +"],
    ["c", "%4"],
    ["d", "100%"],
    ["A%zz", "é"],
    ["", ""],
    ["e", "1=2"],
  ]);
  expect(readPairs("")).toEqual([]);
});

test("a thousand pairs are read, and no more, whatever comes behind them", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=x`).join("&&");
  expect(readPairs(many(1000))).toHaveLength(1000);
  expect(() => readPairs(many(1001))).toThrow("A form or a query may have 1000 values. Send more as JSON.");
});
