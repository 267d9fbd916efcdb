import * as z from "zod";
import { addTokens, type Usage } from "./usage.ts";

export { builtInModel } from "./built-in.ts";

/** Well-known models of OpenAI-compatible providers: context in tokens, US dollars per million tokens in, in from the provider's cache, and out, from their price pages. */
const knownModels = [
  { model: "gpt-5", context: 400_000, priceIn: 1.25, priceCached: 0.125, priceOut: 10 },
  { model: "gpt-5-mini", context: 400_000, priceIn: 0.25, priceCached: 0.025, priceOut: 2 },
  { model: "gpt-5-nano", context: 400_000, priceIn: 0.05, priceCached: 0.005, priceOut: 0.4 },
  { model: "gpt-4.1", context: 1_047_576, priceIn: 2, priceCached: 0.5, priceOut: 8 },
  { model: "gpt-4.1-mini", context: 1_047_576, priceIn: 0.4, priceCached: 0.1, priceOut: 1.6 },
  { model: "gpt-4.1-nano", context: 1_047_576, priceIn: 0.1, priceCached: 0.025, priceOut: 0.4 },
  { model: "gpt-4o", context: 128_000, priceIn: 2.5, priceCached: 1.25, priceOut: 10 },
  { model: "gpt-4o-mini", context: 128_000, priceIn: 0.15, priceCached: 0.075, priceOut: 0.6 },
] as const;

type KnownModel = {
  context: number | null;
  priceIn: number | null;
  priceCached: number | null;
  priceOut: number | null;
};

/** Null for what is not known: never a guess, never 0. Dated names such as `gpt-4o-2024-08-06` count as their model. */
export function knownModel(name: string): KnownModel {
  const plain = name.replace(/^.*\//, "").replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const known = knownModels.find((each) => each.model === plain);
  const { context = null, priceIn = null, priceCached = null, priceOut = null } = known ?? {};
  return { context, priceIn, priceCached, priceOut };
}

const Dollars = z.number().min(0, "A price is 0 or more.").max(1_000_000);

/** US dollars per million tokens; `cached` is what those cost that the provider has in its cache, null the same as `input`. */
export const Price = z.strictObject({ input: Dollars, cached: Dollars.nullable(), output: Dollars });
export type Price = z.infer<typeof Price>;

/** What a workspace has entered for a model, by the name that nodes give it. */
export const ModelPrice = z.strictObject({ model: z.string().trim().min(1).max(200), ...Price.shape });
export type ModelPrice = z.infer<typeof ModelPrice>;

export const noPrice: Price = { input: 0, cached: null, output: 0 };

/** The price of the first of these names that has one: what the workspace has entered, then what is well known. */
export function priceOf(names: readonly string[], entered: readonly ModelPrice[]): Price | undefined {
  for (const name of names) {
    const own = entered.find(({ model }) => model === name);
    if (own) return own;
  }
  for (const { priceIn, priceCached, priceOut } of names.map(knownModel))
    if (priceIn !== null && priceOut !== null) return { input: priceIn, cached: priceCached, output: priceOut };
  return undefined;
}

/** The usage with what it costs; as it is when its price or its tokens are not known. */
export function priced(usage: Usage, price: Price | undefined): Usage {
  const { tokensIn, tokensOut, tokensCached = 0 } = usage;
  if (!price || (tokensIn === undefined && tokensOut === undefined)) return usage;
  const cached = Math.min(tokensCached, tokensIn ?? 0);
  const fresh = (tokensIn ?? 0) - cached;
  const millionths = fresh * price.input + cached * (price.cached ?? price.input) + (tokensOut ?? 0) * price.output;
  return { ...usage, costUsd: millionths / 1e6, tokensPriced: addTokens(tokensIn, tokensOut) ?? 0 };
}
