import { expect, test } from "vitest";
import { asModelError, providerError } from "./model-error.ts";

const failure = (status: number, message = "no", headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), { status, headers: new Headers(headers) });

test.each([
  [401, "provider_refused", /Check the key/],
  [403, "provider_refused", /Check the key/],
  [404, "provider_refused", /model's name/],
  [429, "provider_busy", /busy/],
  [503, "provider_busy", /busy/],
  [422, "bad_input", /did not accept/],
])("an answer of %i becomes %s", (status, code, userMessage) => {
  expect(asModelError(failure(status))).toMatchObject({ code, userMessage });
});

test("a person reads the provider's words, without what its client and LangChain put around them", () => {
  const link =
    "\n\nTroubleshooting URL: https://docs.langchain.com/oss/javascript/langchain/errors/MODEL_RATE_LIMIT/\n";
  expect(asModelError(failure(429, `429 Rate limit reached${link}`))?.userMessage).toBe(
    "The model's provider is busy (429): Rate limit reached",
  );
});

test("Retry-After counts in seconds or as a date", () => {
  expect(asModelError(failure(429, "slow", { "retry-after": "2" }))?.retryAfterMs).toBe(2000);
  const date = new Date(Date.now() + 60_000).toUTCString();
  expect(asModelError(failure(503, "slow", { "retry-after": date }))?.retryAfterMs).toBeGreaterThan(50_000);
  expect(asModelError(failure(429))?.retryAfterMs).toBeUndefined();
});

test("too long a text is the asker's to change, and is not tried again", () => {
  const error = asModelError(failure(400, "This model's maximum context length is 8192 tokens"));
  expect(error).toMatchObject({ code: "bad_input", canRetry: false, userMessage: /Send less text/ });
});

test("an unreachable server may be tried again; other errors are not the provider's", () => {
  const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(asModelError(new TypeError("fetch failed", { cause }))).toMatchObject({
    code: "provider_busy",
    canRetry: true,
  });
  expect(asModelError(new Error("x is undefined"))).toBeUndefined();
  expect(asModelError("text")).toBeUndefined();
});

test("Google's RetryInfo says when to come back, also of a quota a minute, and in a list of one", () => {
  const message = "You exceeded your current quota, please check your plan and billing details.";
  const details = [
    { "@type": "type.googleapis.com/google.rpc.QuotaFailure" },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.07s" },
  ];
  const body = [{ error: { code: 429, message, status: "RESOURCE_EXHAUSTED", details } }];
  expect(providerError(body, 429)).toMatchObject({ code: "provider_busy", retryAfterMs: 34_070 });
  const spent = { error: { code: "insufficient_quota", message } };
  expect(providerError(spent, 429)).toMatchObject({ code: "provider_refused", canRetry: false });
});
