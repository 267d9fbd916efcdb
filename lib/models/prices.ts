/** Well-known models of OpenAI-compatible providers: context in tokens, US dollars a million tokens in, in from the provider's cache, and out, from their price pages. */
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

/** Built into Patchbay: they answer on its own machine and cost nothing. */
export const builtInModel = { language: "smollm2-135m-instruct", extractive: "extractive-answerer" } as const;
const freeModels: readonly string[] = Object.values(builtInModel);

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

export type Bill = {
  model: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  /** The part of `tokensIn` that the provider had in its cache. */
  tokensCached?: number | null;
};

/** US dollars; null when the model's prices are not known. */
export function costOf({ model, tokensIn, tokensOut, tokensCached }: Bill): number | null {
  if (model !== null && freeModels.includes(model)) return 0;
  const { priceIn, priceCached, priceOut } = knownModel(model ?? "");
  if (priceIn === null || priceOut === null) return null;
  const cached = Math.min(tokensCached ?? 0, tokensIn ?? 0);
  const fresh = (tokensIn ?? 0) - cached;
  return (fresh * priceIn + cached * (priceCached ?? priceIn) + (tokensOut ?? 0) * priceOut) / 1e6;
}

/**
 * What a run has cost in US dollars, as far as its steps tell: `isWhole` is false when some of its tokens have no known
 * price, or were spent inside a map or a loop, whose steps are not among these.
 */
export function costOfRun(run: { tokensIn: number; tokensOut: number; steps: readonly Bill[] }): {
  dollars: number;
  isWhole: boolean;
} {
  let dollars = 0;
  let unpriced = run.tokensIn + run.tokensOut;
  for (const step of run.steps) {
    const cost = costOf(step);
    if (cost === null) continue;
    dollars += cost;
    unpriced -= (step.tokensIn ?? 0) + (step.tokensOut ?? 0);
  }
  return { dollars, isWhole: unpriced <= 0 };
}
