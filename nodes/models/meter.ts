/** What stands before each call of a model and counts it afterwards. The worker gives it; without one nothing is counted. */
import type { BaseMessage } from "@langchain/core/messages";
import { PatchbayError } from "../../lib/errors.ts";
import type { UsageKind } from "../../lib/models/budget.ts";
import type { Price } from "../../lib/models/prices.ts";
import { addTokens, type Usage } from "../../lib/models/usage.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";

/** What a call may take at most. Null where it is not known: the price, or how long the answer may be. */
export type CallBound = {
  model: string;
  usd: number | null;
  tokens: number | null;
  /** Without one, chat. */
  kind?: UsageKind;
  /** It is made by a small model on board, which no one bills: it is counted, and no budget asked. */
  isOnBoard?: boolean;
};
/** `units`: texts that were embedded, or searches that were reranked. */
export type Spent = Usage & { units?: number };
export type Held = {
  /** Something is held in the database; else no budget applies. */
  isHeld: boolean;
  /** Milliseconds that the budget leaves the call; null: no limit. */
  msLeft: number | null;
  /** The call needs another request, which may take so much. Throws as the meter does. */
  again(bound: CallBound): Promise<void>;
  /** `isEstimated`: no server told it. */
  settle(usage: Spent, ms: number, isEstimated?: boolean): Promise<void>;
  release(): Promise<void>;
};
/** Throws `over_budget` when the call might exceed a budget. */
export type Meter = (bound: CallBound) => Promise<Held>;

/** Nothing of a text makes more tokens than it has bytes; and what each message and request has around it. */
const perMessage = 16;
const perRequest = 64;
export function tokensAtMost(messages: readonly BaseMessage[], more: unknown): number {
  const texts = messages.map(({ content, additional_kwargs, ...message }) => {
    const calls = "tool_calls" in message ? message.tool_calls : undefined;
    return sizeOfContent(content) + sizeOf(stringifyAny([calls, additional_kwargs]));
  });
  const sum = texts.reduce((all, each) => all + each + perMessage, perRequest);
  return sum + (more === undefined ? 0 : sizeOf(stringifyAny(more)));
}

const sizeOf = (text: string) => Buffer.byteLength(text);

/** More than any provider counts for a picture, whatever its bytes. */
const perImage = 50_000;
/** The text of a PDF is compressed in it. */
const perPdfByte = 4;

function sizeOfContent(content: BaseMessage["content"]): number {
  if (typeof content === "string") return sizeOf(content);
  return content.reduce((all, part) => all + sizeOfPart(part), 0);
}

function sizeOfPart(part: object): number {
  const { type, mimeType }: { type?: unknown; mimeType?: unknown } = part;
  if (type === "image" || type === "image_url") return perImage;
  return sizeOf(stringifyAny(part)) * (mimeType === "application/pdf" ? perPdfByte : 1);
}

function stringifyAny(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === "bigint" ? stringifyJson(each) : each)) ?? "";
}

/** `tokensOut` null: there is no limit to the answer that anything knows of. */
export function boundOf(
  model: string,
  price: Price | undefined,
  tokens: { in: number; out: number | null },
): CallBound {
  if (tokens.out === null) return { model, usd: isFree(price) ? 0 : null, tokens: null };
  const all = tokens.in + tokens.out;
  // A price that holds up to a size of input says nothing of a larger one.
  const isPriced = price !== undefined && (price.upTo === undefined || tokens.in <= price.upTo);
  if (!isPriced) return { model, usd: null, tokens: all };
  const dearest = Math.max(price.input, price.cached ?? 0);
  return { model, usd: (tokens.in * dearest + tokens.out * price.output) / 1e6, tokens: all };
}

function isFree(price: Price | undefined): boolean {
  return price !== undefined && price.input === 0 && price.output === 0 && (price.cached ?? 0) === 0;
}

/** Of a text in English, which most models cut into pieces of about four bytes. */
export const bytesPerToken = 4;
export function estimateUsage(bytesIn: number, bytesOut: number): Usage | undefined {
  if (bytesOut === 0) return undefined;
  return { tokensIn: Math.ceil(bytesIn / bytesPerToken), tokensOut: Math.ceil(bytesOut / bytesPerToken) };
}

type Counted = { usage: Spent; outcome: string };
type Metered<Answer extends Counted> = {
  held: Held;
  bound: CallBound;
  /** Of the same input, with an answer of so many tokens. */
  boundFor(tokensOut: number): CallBound;
  priced(usage: Spent): Promise<Spent>;
  signal: AbortSignal | undefined;
  /** From the texts, as far as they have come; undefined before any has. */
  estimate(): Spent | undefined;
  ask(signal: AbortSignal | undefined, again: Again): Promise<Answer>;
};
/** Before another request of the same call: with how long an answer, and what was taken so far. */
export type Again = (tokensOut: number, spent: Usage) => Promise<void>;

/** Asks under what is held, within the time that the budget leaves, and settles it by what the server tells. */
export async function askHeld<Answer extends Counted>(call: Metered<Answer>): Promise<Answer> {
  const { held, bound } = call;
  let spent: Usage | undefined;
  const again: Again = async (tokensOut, sofar) => {
    spent = sofar;
    await held.again(call.boundFor(tokensOut));
  };
  const startedAt = performance.now();
  const msNow = () => performance.now() - startedAt;
  // The provider bills what it has said, though no one told how much that was.
  const settleBroken = async () => {
    const estimate = call.estimate();
    if (estimate) await held.settle(await call.priced(estimate), msNow(), true);
    else await held.release();
  };
  const own = new AbortController();
  const stop = () => own.abort(outOfTime());
  const timer = held.msLeft === null ? undefined : setTimeout(stop, Math.min(held.msLeft, 2 ** 31 - 1));
  const signal = AbortSignal.any([own.signal, ...(call.signal ? [call.signal] : [])]);
  try {
    const answered = await call.ask(timer === undefined ? call.signal : signal, again);
    const usage = await call.priced(answered.usage);
    if (isTold(usage)) await held.settle(usage, msNow());
    else if (answered.outcome === "broken_off" || !held.isHeld) await settleBroken();
    // Whatever it took, it did not tell: under a budget it counts as all that it may have taken.
    else await held.settle(assumed(usage, bound), msNow(), true);
    return { ...answered, usage };
  } catch (thrown) {
    if (spent && isTold(spent)) await held.settle(await call.priced(spent), msNow());
    else await settleBroken();
    throw own.signal.aborted ? own.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
  }
}

const isTold = ({ tokensIn, tokensOut }: Usage) => addTokens(tokensIn, tokensOut) !== undefined;

function assumed(usage: Spent, { usd, tokens }: CallBound): Spent {
  if (tokens === null) return usage;
  return { ...usage, tokensIn: tokens, ...(usd === null ? {} : { costUsd: usd, tokensPriced: tokens }) };
}

function outOfTime(): PatchbayError {
  return new PatchbayError(
    "over_budget",
    "The time that a budget leaves its model calls was over before the model had answered, so it was stopped. Raise the budget's seconds, or ask a faster model.",
  );
}
