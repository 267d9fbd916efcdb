/** How answers end and how their tokens add up. Apart from the schemas, so that a page which only reads does not load zod. */

/**
 * Why a model's answer ended: complete · cut: at the limit of output tokens · filtered: by the provider's content filter ·
 * refused: the model declined · broken_off: the connection or the server ended it.
 */
export const answerOutcomes = ["complete", "cut", "filtered", "refused", "broken_off"] as const;

/** As a person reads it, after “Answer:”. */
export const outcomeTitles = {
  complete: "Complete",
  cut: "Cut at the token limit",
  filtered: "Stopped by the content filter",
  refused: "Refused by the model",
  broken_off: "Broken off",
} as const satisfies Record<(typeof answerOutcomes)[number], string>;

/** No sum of tokens is larger: it is what a column holds. A larger sum stays here. */
export const maxTokenCount = 2 ** 31 - 1;

/** A sum that is never more than a column holds; not known when neither is. */
export function addTokens(sum: number | undefined, more: number | undefined): number | undefined {
  if (sum === undefined || more === undefined) return sum ?? more;
  return Math.min(sum + more, maxTokenCount);
}

/** What a run has taken so far. */
export type Totals = { tokensIn: number; tokensOut: number; costUsd: number; tokensPriced: number };

export function addTotals(
  sum: Totals,
  { tokensIn = 0, tokensOut = 0, costUsd = 0, tokensPriced = 0 }: Partial<Totals>,
): Totals {
  return {
    tokensIn: Math.min(sum.tokensIn + tokensIn, maxTokenCount),
    tokensOut: Math.min(sum.tokensOut + tokensOut, maxTokenCount),
    costUsd: sum.costUsd + costUsd,
    tokensPriced: Math.min(sum.tokensPriced + tokensPriced, maxTokenCount),
  };
}
