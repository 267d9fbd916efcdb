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

test("a wait may stand in the body: in seconds, or as a time in a header that is told there", () => {
  expect(providerError({ error: { message: "slow" }, retry_after: 2.5 }, 429).retryAfterMs).toBe(2500);
  expect(providerError({ error: { message: "slow", metadata: { retry_after_seconds: 7 } } }, 429).retryAfterMs).toBe(
    7000,
  );
  const headers = { "X-RateLimit-Limit": "50", "X-RateLimit-Reset": String(Date.now() + 60_000) };
  const { retryAfterMs } = providerError(
    { error: { message: "Rate limit exceeded", code: 429, metadata: { headers } } },
    429,
  );
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(providerError({ error: { message: "slow", metadata: { headers: {} } } }, 429).retryAfterMs).toBeUndefined();
});

const tooLong = [400, "bad_input", /Send less text/] as const;
const refused = [400, "provider_refused", /Check the key/] as const;
test.each<[string, readonly [number, string, RegExp], unknown]>([
  [
    "OpenRouter's moderation, which is no wrong key",
    [403, "answer_filtered", /content filter/],
    { error: { code: 403, message: "Input was flagged", metadata: { reasons: ["violence"], flagged_input: "x" } } },
  ],
  [
    "OpenRouter's provider behind it",
    [400, "bad_input", /'temperature' is not supported/],
    {
      error: {
        ...{ code: 400, message: "Provider returned error" },
        metadata: { provider_name: "P", raw: '{"error":{"message":"\'temperature\' is not supported"}}' },
      },
    },
  ],
  [
    "xAI's wrong key",
    refused,
    { code: "Client specified an invalid argument", error: "Incorrect API key provided: x." },
  ],
  [
    "Google's wrong key at its compatible endpoint",
    refused,
    [{ error: { code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" } }],
  ],
  [
    "Groq's call of a tool that its model has written wrongly",
    [400, "answer_broken", /cannot read/],
    { error: { message: "Tool call validation failed", code: "tool_use_failed", failed_generation: "{" } },
  ],
  [
    "a request that is larger than the limit of a minute",
    [413, "bad_input", /Send less text/],
    { error: { message: "Request too large for model: Limit 6000, Requested 7000", code: "rate_limit_exceeded" } },
  ],
  [
    "the same from OpenAI",
    [429, "bad_input", /Send less text/],
    { error: { message: "Request too large for gpt: Limit 6000, Requested 7000", code: "rate_limit_exceeded" } },
  ],
  ["Together's long prompt", tooLong, { error: { message: "`inputs` tokens + `max_new_tokens` must be <= 8193." } }],
  ["llama.cpp's long prompt", tooLong, { error: { message: "the request exceeds the available context size" } }],
  [
    "vLLM's limit of output that is too high",
    [400, "bad_input", /“Max output tokens” is more/],
    {
      error: {
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 9000. This model's maximum context length is 8192 tokens.",
      },
    },
  ],
  [
    "Anthropic's limit of output that is too high",
    [400, "bad_input", /“Max output tokens” is more/],
    { error: { message: "max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens" } },
  ],
  [
    "Mistral's capacity, told inside of a stream",
    [0, "provider_busy", /busy \(429\)/],
    { object: "error", message: "Service tier capacity exceeded", code: "3505", raw_status_code: 429 },
  ],
  ["Groq's flex tier", [498, "provider_busy", /busy/], { error: { message: "Flex tier capacity exceeded" } }],
  ["a status in words", [0, "provider_busy", /busy/], { error: { status: "UNAVAILABLE", message: "overloaded" } }],
])("%s is classed by what it says", (_case, [status, code, userMessage], body) => {
  expect(providerError(body, status || undefined)).toMatchObject({ code, userMessage });
});

test.each([
  ["Please try again in 7m12.345s.", 432_345],
  ["Please try again in 1h2m.", 3_720_000],
  ["Please try again in 120ms.", 120],
  ["Please retry after 26 seconds.", 26_000],
  ["Retry in 2 minutes", 120_000],
  ["Please try again later.", undefined],
])("“%s” is a wait", (message, retryAfterMs) => {
  expect(providerError({ error: { message } }, 429).retryAfterMs).toBe(retryAfterMs);
});
