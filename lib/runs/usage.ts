/** What a step says of the tokens that it used, brought into the range that rows and counters take. */
import type { Usage } from "../run.ts";

/** The largest number that a column for tokens takes. A sum that would be greater stays there. */
export const maxTokens = 2 ** 31 - 1;

const maxModelLength = 200;

/** Providers have said -1, 7.5, "7" and 4294967295. What is no number counts as 0. */
export function wholeTokens(said: unknown): number {
  const number = typeof said === "string" && said.trim() !== "" ? Number(said) : said;
  if (typeof number !== "number" || Number.isNaN(number)) return 0;
  return Math.min(maxTokens, Math.max(0, Math.round(number)));
}

/** Usage as anything may have reported it. */
export function asUsage(said: unknown): Usage {
  const { tokensIn, tokensOut, model }: { [field: string]: unknown } = { ...Object(said) };
  const tokens = { tokensIn: wholeTokens(tokensIn), tokensOut: wholeTokens(tokensOut) };
  return typeof model === "string" ? { ...tokens, model: model.slice(0, maxModelLength).toWellFormed() } : tokens;
}

/** A step may ask more than one model; tokens add up and the last model's name stands. */
export function addUsage(sum: Usage, more: Usage): Usage {
  const model = more.model ?? sum.model;
  const tokens = {
    tokensIn: wholeTokens(sum.tokensIn + more.tokensIn),
    tokensOut: wholeTokens(sum.tokensOut + more.tokensOut),
  };
  return model === undefined ? tokens : { ...tokens, model };
}
