/** What nodes that ask several models say of each, and of all. */
import { type ErrorCode, PatchbayError } from "../../lib/errors.ts";
import { askResultTitles } from "../../lib/models/ask-results.ts";
import type { Usage } from "../../lib/models/usage.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Asked } from "./ask-model.ts";

const outcomes = ["complete", "cut", "filtered", "refused", "broken_off"] as const;

/** For the step that goes on with this answer: whose it is and how it ended. */
export function usageOf({ result, model }: Asked): Usage {
  const outcome = outcomes.find((each) => each === result);
  return { model, ...(outcome === undefined ? {} : { outcome }) };
}

/** How one model was asked. Counts that are not known are absent. */
export function reportOf({ model, result, error, usage, firstMs, totalMs }: Asked): { [key: string]: Json } {
  const { tokensIn, tokensOut, costUsd } = usage;
  return {
    model,
    result,
    ...(error ? { reason: error.userMessage } : {}),
    ...(firstMs === null ? {} : { firstMs }),
    totalMs,
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

/** Fails as the last one did, so that a later attempt of the step is made where one makes sense. */
export function noAnswer(tries: readonly Asked[]): PatchbayError {
  const last = tries.at(-1);
  const code: ErrorCode = last?.error?.code ?? "node_failed";
  const reasons = tries.map(
    ({ model, result, error }, index) => `${index + 1}. ${model}: ${error?.userMessage ?? askResultTitles[result]}`,
  );
  const message = tries.length === 1 ? last?.error?.userMessage : undefined;
  const wait = last?.error?.retryAfterMs;
  return new PatchbayError(code, message ?? `No model answered. ${reasons.join(" ")}`, {
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(last?.error ? { cause: last.error } : {}),
  });
}
