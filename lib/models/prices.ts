import * as z from "zod";
import { embeddingPrice } from "./embedding-models.ts";
import { knownModels } from "./known-models.ts";
import { knownReranks } from "./rerank-models.ts";
import { addTokens, type Usage } from "./usage.ts";

export { builtInModel } from "./built-in.ts";

type KnownModel = {
  context: number | null;
  maxOutput: number | null;
  priceIn: number | null;
  priceCached: number | null;
  priceOut: number | null;
};

/**
 * Null for what is not known: never a guess, never 0. Dated names such as `gpt-4o-2024-08-06` count as their model. Of
 * OpenAI-compatible servers only OpenAI's models are known, also behind a prefix; Vertex AI's are Google's.
 */
export function knownModel(name: string, provider = "openai"): KnownModel {
  const { upTo: _, ...known } = lookUp(name, provider);
  return known;
}

function lookUp(name: string, provider: string): KnownModel & { upTo: number | undefined } {
  const isOpenai = provider === "openai" || provider === "openai-compatible";
  const models = knownModels[isOpenai ? "openai" : provider === "vertex" ? "google" : provider] ?? {};
  const plain = (isOpenai ? name.replace(/^.*\//, "") : name).replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const known = [name, plain].find((each) => Object.hasOwn(models, each));
  const [context = null, maxOutput = null, priceIn = null, priceCached = null, priceOut = null, upTo] =
    (known === undefined ? undefined : models[known]) ?? [];
  return { context, maxOutput, priceIn, priceCached, priceOut, upTo };
}

const Dollars = z.number().min(0, "A price is 0 or more.").max(1_000_000);

/** US dollars per million tokens; `cached` is what those cost that the provider has in its cache, null the same as `input`. */
export const Price = z.strictObject({ input: Dollars, cached: Dollars.nullable(), output: Dollars });
/** Without a price for an input of more than `upTo` tokens. */
export type Price = z.infer<typeof Price> & { upTo?: number };

/** What a workspace has entered for a model, by the name that nodes give it. */
export const ModelPrice = z.strictObject({ model: z.string().trim().min(1).max(200), ...Price.shape });
export type ModelPrice = z.infer<typeof ModelPrice>;

export const noPrice: Price = { input: 0, cached: null, output: 0 };

/** The price of the first of these names that has one: what the workspace has entered, then what is well known. */
export function priceOf(
  names: readonly string[],
  entered: readonly ModelPrice[],
  provider?: string,
): Price | undefined {
  for (const name of names) {
    const own = entered.find(({ model }) => model === name);
    if (own) return own;
  }
  for (const { priceIn, priceCached, priceOut, upTo } of names.map((name) => lookUp(name, provider ?? "openai")))
    if (priceIn !== null && priceOut !== null)
      return { input: priceIn, cached: priceCached, output: priceOut, ...(upTo === undefined ? {} : { upTo }) };
  return undefined;
}

/** Of a model that embeds or reranks, where that is well known; `input` is of a million searches where they are billed. */
export function otherPriceOf([name = ""]: readonly string[], provider: string | undefined): Price | undefined {
  const input =
    provider === undefined
      ? null
      : (embeddingPrice(provider, name) ?? (provider === "cohere" ? rerankUsd(name) : null));
  return input === null ? undefined : { input, cached: null, output: 0 };
}

const rerankUsd = (name: string) => (Object.hasOwn(knownReranks, name) ? (knownReranks[name]?.usd ?? null) : null);

/** The usage with what it costs; as it is when its price or its tokens are not known. */
export function priced(usage: Usage, price: Price | undefined): Usage {
  const { tokensIn, tokensOut, tokensCached = 0 } = usage;
  if (!price || (tokensIn === undefined && tokensOut === undefined)) return usage;
  if (price.upTo !== undefined && (tokensIn ?? 0) > price.upTo) return usage;
  const cached = Math.min(tokensCached, tokensIn ?? 0);
  const fresh = (tokensIn ?? 0) - cached;
  const millionths = fresh * price.input + cached * (price.cached ?? price.input) + (tokensOut ?? 0) * price.output;
  return { ...usage, costUsd: millionths / 1e6, tokensPriced: addTokens(tokensIn, tokensOut) ?? 0 };
}
