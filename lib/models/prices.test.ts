import { expect, test } from "vitest";
import { knownModel, noPrice, priced, priceOf } from "./prices.ts";

test("well-known models have a context and prices, dated and prefixed names included", () => {
  const known = { context: 128_000, maxOutput: 16_384, priceIn: 0.15, priceCached: 0.075, priceOut: 0.6 };
  expect(knownModel("gpt-4o-mini")).toEqual(known);
  expect(knownModel("openai/gpt-4o-mini-2024-07-18")).toEqual(known);
});

test("what is not known is null, never 0", () => {
  const unknown = { context: null, maxOutput: null, priceIn: null, priceCached: null, priceOut: null };
  expect(knownModel("my-own-model")).toEqual(unknown);
  expect(knownModel("gpt-4o-mini", "anthropic"), "another provider's").toEqual(unknown);
  expect(priceOf(["my-own-model"], [])).toBe(undefined);
  expect(priced({ tokensIn: 1, tokensOut: 1 }, undefined)).toEqual({ tokensIn: 1, tokensOut: 1 });
  expect(priced({ outcome: "complete" }, noPrice), "no tokens are known").toEqual({ outcome: "complete" });
});

test("what a workspace has entered counts before what is well known, and the name asked for before the one answered", () => {
  const entered = [
    { model: "gpt-4o-mini", input: 1, cached: null, output: 2 },
    { model: "deployment-7", input: 3, cached: 1, output: 4 },
  ];
  expect(priceOf(["gpt-4o-mini"], entered)).toMatchObject({ input: 1, output: 2 });
  expect(priceOf(["deployment-7", "gpt-4o-mini"], entered)).toMatchObject({ input: 3, cached: 1 });
  expect(priceOf(["another-name", "deployment-7"], entered)).toMatchObject({ input: 3 });
  expect(priceOf(["deployment-7", "gpt-4o-2024-08-06"], [])).toEqual({ input: 2.5, cached: 1.25, output: 10 });
});

test("usage costs what its price asks a million tokens; those from the cache cost their own", () => {
  const price = { input: 1.25, cached: 0.125, output: 10 };
  const usage = { tokensIn: 1_000_000, tokensOut: 200_000 };
  expect(priced(usage, price)).toEqual({ ...usage, costUsd: 3.25, tokensPriced: 1_200_000 });
  expect(priced({ ...usage, tokensCached: 800_000 }, price).costUsd).toBeCloseTo(0.25 + 0.1 + 2);
  expect(priced({ ...usage, tokensCached: 5_000_000 }, price).costUsd, "no more than went in").toBeCloseTo(2.125);
  expect(priced({ ...usage, tokensCached: 800_000 }, { ...price, cached: null }).costUsd).toBe(3.25);
  expect(priced(usage, noPrice)).toMatchObject({ costUsd: 0, tokensPriced: 1_200_000 });
});

test("a provider's models have its prices, and none where a long input costs more than is known", () => {
  expect(knownModel("claude-haiku-4-5", "anthropic")).toMatchObject({ context: 200_000, priceIn: 1, priceOut: 5 });
  const price = priceOf(["gpt-5.4"], [], "openai");
  expect(price).toEqual({ input: 2.5, cached: 0.25, output: 15, upTo: 272_000 });
  expect(priced({ tokensIn: 272_000, tokensOut: 0 }, price).costUsd).toBeCloseTo(0.68);
  expect(priced({ tokensIn: 272_001, tokensOut: 0 }, price)).toEqual({ tokensIn: 272_001, tokensOut: 0 });
});
