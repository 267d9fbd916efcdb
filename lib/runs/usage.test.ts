import { expect, it } from "vitest";
import { addUsage, asUsage, maxTokens } from "./usage.ts";

it.each([
  [7, 7],
  [7.5, 8],
  ["7", 7],
  [-1, 0],
  [4_294_967_295, maxTokens],
  [Number.POSITIVE_INFINITY, maxTokens],
  [Number.NaN, 0],
  ["many", 0],
  ["", 0],
  [null, 0],
  [undefined, 0],
  [{}, 0],
])("takes %o as %o tokens", (said, tokens) => {
  expect(asUsage({ tokensIn: said, tokensOut: said })).toEqual({ tokensIn: tokens, tokensOut: tokens });
});

it.each([undefined, null, "usage", 7, []])("takes %o as no tokens", (said) => {
  expect(asUsage(said)).toEqual({ tokensIn: 0, tokensOut: 0 });
});

it("keeps a model's name only if it is a text, and no more of it than a name has", () => {
  const tokens = { tokensIn: 1, tokensOut: 1 };
  expect(asUsage({ ...tokens, model: { id: 1 } })).toEqual(tokens);
  expect(asUsage({ ...tokens, model: "x".repeat(1000) }).model).toHaveLength(200);
});

it("keeps a sum in the range of its column", () => {
  const much = { tokensIn: maxTokens, tokensOut: 3 };
  expect(addUsage(much, { ...much, model: "last" })).toEqual({ tokensIn: maxTokens, tokensOut: 6, model: "last" });
});
