import { expect, test } from "vitest";
import { knownModel } from "./prices.ts";

test("well-known models have a context and prices, dated and prefixed names included", () => {
  const known = { context: 128_000, priceIn: 0.15, priceOut: 0.6 };
  expect(knownModel("gpt-4o-mini")).toEqual(known);
  expect(knownModel("openai/gpt-4o-mini-2024-07-18")).toEqual(known);
});

test("what is not known is null, never 0", () => {
  expect(knownModel("my-own-model")).toEqual({ context: null, priceIn: null, priceOut: null });
});
