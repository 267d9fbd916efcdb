import { expect, test } from "vitest";
import { sumOf } from "./sum-of.ts";

test("many decimals add up as they do on paper, and numbers of very different size lose nothing", () => {
  expect(sumOf(Array.from({ length: 50_000 }, () => 0.1))).toBe(5000);
  expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
  expect(sumOf([])).toBe(0);
  expect(sumOf([1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
});
