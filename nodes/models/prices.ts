/** Well-known models of OpenAI-compatible providers: context in tokens, US dollars a million tokens in and out, from their price pages. */
const knownModels = [
  { model: "gpt-5", context: 400_000, priceIn: 1.25, priceOut: 10 },
  { model: "gpt-5-mini", context: 400_000, priceIn: 0.25, priceOut: 2 },
  { model: "gpt-5-nano", context: 400_000, priceIn: 0.05, priceOut: 0.4 },
  { model: "gpt-4.1", context: 1_047_576, priceIn: 2, priceOut: 8 },
  { model: "gpt-4.1-mini", context: 1_047_576, priceIn: 0.4, priceOut: 1.6 },
  { model: "gpt-4.1-nano", context: 1_047_576, priceIn: 0.1, priceOut: 0.4 },
  { model: "gpt-4o", context: 128_000, priceIn: 2.5, priceOut: 10 },
  { model: "gpt-4o-mini", context: 128_000, priceIn: 0.15, priceOut: 0.6 },
] as const;

type KnownModel = { context: number | null; priceIn: number | null; priceOut: number | null };

/** Null for what is not known: never a guess, never 0. Dated names such as `gpt-4o-2024-08-06` count as their model. */
export function knownModel(name: string): KnownModel {
  const plain = name.replace(/^.*\//, "").replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const { context = null, priceIn = null, priceOut = null } = knownModels.find(({ model }) => model === plain) ?? {};
  return { context, priceIn, priceOut };
}
