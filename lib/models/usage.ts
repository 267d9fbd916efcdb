/** What model calls take, in tokens, and how their answers ended. */
import * as z from "zod";
import { addTokens, answerOutcomes, maxTokenCount } from "./answers.ts";

export { addTokens, addTotals, maxTokenCount, outcomeTitles, type Totals } from "./answers.ts";

export const AnswerOutcome = z.enum(answerOutcomes);
export type AnswerOutcome = z.infer<typeof AnswerOutcome>;

const maxModelLength = 200;
const Dollars = z.number().min(0);
const TokenCount = z.number().int().min(0).max(maxTokenCount);

/**
 * Counts that are not known are absent, never 0. `tokensCached` is the part of `tokensIn` that the provider had in its cache,
 * `tokensReasoning` the part of `tokensOut` that the model thought.
 */
export const Usage = z.object({
  tokensIn: TokenCount.exactOptional(),
  tokensOut: TokenCount.exactOptional(),
  tokensCached: TokenCount.exactOptional(),
  tokensReasoning: TokenCount.exactOptional(),
  /** US dollars for `tokensPriced` of them: those whose price is known. */
  costUsd: Dollars.exactOptional(),
  tokensPriced: TokenCount.exactOptional(),
  model: z.string().exactOptional(),
  outcome: AnswerOutcome.exactOptional(),
});
export type Usage = z.infer<typeof Usage>;

/**
 * The door for a count that a server reports: a whole number from 0 that a column holds, or such a number in digits.
 * Anything else (-1, 7.5, null, 2³²) is not known.
 */
export function readTokenCount(reported: unknown): number | undefined {
  // Each piece of an answer comes by here, so nothing is parsed that is not there.
  if (reported === undefined || reported === null) return undefined;
  const count = typeof reported === "string" && /^\d{1,10}$/.test(reported.trim()) ? Number(reported) : reported;
  return TokenCount.safeParse(count).data;
}

/** Usage as anything may have reported it, its counts through the door above. */
export function asUsage(reported: unknown): Usage {
  const fields: { [field: string]: unknown } = { ...Object(reported) };
  const { tokensIn, tokensOut, tokensCached, tokensReasoning, costUsd, tokensPriced, model, outcome } = fields;
  const known = {
    tokensIn: readTokenCount(tokensIn),
    tokensOut: readTokenCount(tokensOut),
    tokensCached: readTokenCount(tokensCached),
    tokensReasoning: readTokenCount(tokensReasoning),
    costUsd: Dollars.safeParse(costUsd).data,
    tokensPriced: readTokenCount(tokensPriced),
    model: typeof model === "string" ? model.slice(0, maxModelLength).toWellFormed() : undefined,
    outcome: AnswerOutcome.safeParse(outcome).data,
  };
  return Usage.parse(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
}

/** Tokens add up; the name of the last model stands, and the first answer that was not complete. */
export function addUsage(sum: Usage, more: Usage): Usage {
  const tokensIn = addTokens(sum.tokensIn, more.tokensIn);
  const tokensOut = addTokens(sum.tokensOut, more.tokensOut);
  const tokensCached = addTokens(sum.tokensCached, more.tokensCached);
  const tokensReasoning = addTokens(sum.tokensReasoning, more.tokensReasoning);
  const tokensPriced = addTokens(sum.tokensPriced, more.tokensPriced);
  const costUsd = sum.costUsd === undefined ? more.costUsd : sum.costUsd + (more.costUsd ?? 0);
  const model = more.model ?? sum.model;
  const outcome = sum.outcome === undefined || sum.outcome === "complete" ? (more.outcome ?? sum.outcome) : sum.outcome;
  return {
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(tokensCached === undefined ? {} : { tokensCached }),
    ...(tokensReasoning === undefined ? {} : { tokensReasoning }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(tokensPriced === undefined ? {} : { tokensPriced }),
    ...(model === undefined ? {} : { model }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
