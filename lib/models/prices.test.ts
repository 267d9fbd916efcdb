import { expect, test } from "vitest";
import { builtInModel, costOf, costOfRun, knownModel } from "./prices.ts";

test("well-known models have a context and prices, dated and prefixed names included", () => {
  const known = { context: 128_000, priceIn: 0.15, priceCached: 0.075, priceOut: 0.6 };
  expect(knownModel("gpt-4o-mini")).toEqual(known);
  expect(knownModel("openai/gpt-4o-mini-2024-07-18")).toEqual(known);
});

test("what is not known is null, never 0", () => {
  expect(knownModel("my-own-model")).toEqual({ context: null, priceIn: null, priceCached: null, priceOut: null });
});

test("a step costs what its model asks for its tokens, nothing when the model is built in, and an unknown sum else", () => {
  expect(costOf({ model: "gpt-4o-mini", tokensIn: 1_000_000, tokensOut: 2_000_000 })).toBeCloseTo(1.35);
  expect(costOf({ model: builtInModel.language, tokensIn: 900, tokensOut: 20 })).toBe(0);
  expect(costOf({ model: "my-own-model", tokensIn: 1, tokensOut: 1 })).toBe(null);
  expect(costOf({ model: null, tokensIn: 1, tokensOut: 1 })).toBe(null);
});

test("tokens from the provider's cache cost their own price, and are part of those that went in", () => {
  const bill = { model: "gpt-5", tokensIn: 1_000_000, tokensOut: 0 };
  expect(costOf({ ...bill, tokensCached: 800_000 })).toBeCloseTo(0.25 + 0.1);
  expect(costOf({ ...bill, tokensCached: 5_000_000 })).toBeCloseTo(0.125);
});

test("a run costs the sum of its steps, and says when that is not all", () => {
  const known = { model: "gpt-4o", tokensIn: 1000, tokensOut: 100 };
  const own = { model: "my-own-model", tokensIn: 10, tokensOut: 5 };
  const none = { model: null, tokensIn: null, tokensOut: null };
  expect(costOfRun({ tokensIn: 1000, tokensOut: 100, steps: [known, none] })).toEqual({
    dollars: 0.0035,
    isWhole: true,
  });
  expect(costOfRun({ tokensIn: 1010, tokensOut: 105, steps: [known, own] })).toEqual({
    dollars: 0.0035,
    isWhole: false,
  });
  expect(costOfRun({ tokensIn: 1500, tokensOut: 100, steps: [known] }).isWhole, "the rest was spent in a map").toBe(
    false,
  );
});
