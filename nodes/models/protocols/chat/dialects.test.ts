/** What servers send that follow OpenAI's chat completions, each as it was seen there or stands in its reference. */
import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../../tests/helpers/heard-answer.ts";
import { chatParts } from "./fold-answer.ts";

const hear = (body: string, options = {}) => heardAnswer(chatParts, body, options);
const choice = (delta: unknown, finish_reason: string | null = null, more = {}) => ({
  ...{ id: "c1", object: "chat.completion.chunk", created: 1, model: "m" },
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
const stop = choice({}, "stop");
const hello = choice({ role: "assistant", content: "Hello there." });
const ended = "data: [DONE]\n\n";
const whole = { text: "Hello there.", outcome: "complete", calls: [] };

test.each([
  [
    "LiteLLM, with a null in each field that an answer may have",
    sse(
      choice({ role: "assistant", content: "Hello there.", function_call: null, tool_calls: null, audio: null }),
      choice({ content: null, function_call: null, tool_calls: [] }, "stop"),
    ),
  ],
  ["a gateway that writes an empty error into each piece", sse({ ...hello, error: { message: "", code: null } }, stop)],
  [
    "Azure, with what its filter thinks, first and last",
    sse({ ...hello, id: "", model: "", choices: [], prompt_filter_results: [{ prompt_index: 0 }] }, hello, stop, {
      ...stop,
      choices: [{ index: 0, finish_reason: null, content_filter_offsets: {}, content_filter_results: {} }],
    }),
  ],
  [
    "Perplexity, with all that was said in each piece",
    sse(
      choice({ content: "Hello " }, null, { message: { role: "assistant", content: "Hello " } }),
      choice({ content: "there." }, "stop", { message: { role: "assistant", content: "Hello there." } }),
    ),
  ],
  [
    "several answers to one question",
    sse(
      choice({ role: "assistant", content: "" }),
      { choices: [{ index: 1, delta: { role: "assistant", content: "" }, finish_reason: null }] },
      choice({ content: "Hello " }),
      { choices: [{ index: 1, delta: { content: "Hi " }, finish_reason: null }] },
      {
        choices: [
          { index: 1, delta: { content: "you." } },
          { index: 0, delta: { content: "there." } },
        ],
      },
      stop,
      { choices: [{ index: 1, delta: {}, finish_reason: "length" }] },
    ),
  ],
  [
    "text-generation-inference, which counts its pieces in index",
    sse(
      { choices: [{ index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: null }] },
      { choices: [{ index: 1, delta: { role: "assistant", content: " there." }, finish_reason: null }] },
      { choices: [{ index: 2, delta: { role: "assistant", content: "" }, finish_reason: "eos_token" }] },
    ),
  ],
  ["content that is one part, not a list", sse(choice({ content: { type: "text", text: "Hello there." } }), stop)],
  ["the transcript of spoken words", sse(choice({ audio: { id: "a", transcript: "Hello there." } }), stop)],
  [
    "Mistral, with references between",
    sse(
      choice({ content: [{ type: "text", text: "Hello " }] }),
      choice({
        content: [
          { type: "reference", reference_ids: [1] },
          { type: "text", text: "there." },
        ],
      }),
      stop,
    ),
  ],
  [
    "OpenRouter, with comments and its provider's reason",
    `: OPENROUTER PROCESSING\n\n${sse(hello, choice({}, "stop", { native_finish_reason: "end_turn" }))}`,
  ],
  [
    "Ollama, with an empty reason",
    `${JSON.stringify({ message: { content: "Hello there." }, done: true, done_reason: "" })}\n`,
  ],
])("an answer of %s is whole", async (_case, body) => {
  expect(await hear(body)).toMatchObject(whole);
});

test.each([
  ["vLLM, under two names", { reasoning: "Hm.", reasoning_content: "Hm." }],
  ["one whose first field is empty", { reasoning_content: "", reasoning: "Hm." }],
  [
    "OpenRouter, in details alone",
    {
      reasoning: null,
      reasoning_details: [
        { type: "reasoning.summary", summary: "Hm." },
        { type: "reasoning.encrypted", data: "x" },
      ],
    },
  ],
  ["Mistral", { content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }], closed: true }] }],
])("thoughts of %s stand apart, once", async (_case, delta) => {
  expect(await hear(sse(choice(delta), hello, stop))).toMatchObject({ ...whole, thoughts: "Hm." });
});

test.each([
  [
    "xAI, whose output leaves out thoughts",
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 35,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { tokensIn: 10, tokensOut: 25, tokensCached: 4, tokensReasoning: 20 },
  ],
  [
    "Google's compatible endpoint, which tells them in the total alone",
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 35 },
    { tokensIn: 10, tokensOut: 25 },
  ],
  [
    "Perplexity, whose thoughts are more than its output",
    { prompt_tokens: 33, completion_tokens: 7163, total_tokens: 7196, reasoning_tokens: 73_997 },
    { tokensIn: 33, tokensOut: 81_160, tokensReasoning: 73_997 },
  ],
  [
    "a proxy whose input leaves out the cache",
    { prompt_tokens: 200, completion_tokens: 50, total_tokens: 1050, cache_read_input_tokens: 800 },
    { tokensIn: 1000, tokensOut: 50, tokensCached: 800 },
  ],
  [
    "DeepSeek",
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_cache_hit_tokens: 8,
      prompt_cache_miss_tokens: 2,
    },
    { tokensIn: 10, tokensOut: 5, tokensCached: 8 },
  ],
  [
    "Moonshot",
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 8 },
    { tokensIn: 10, tokensOut: 5, tokensCached: 8 },
  ],
  ["a server that does not count", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, {}],
  [
    "numbers in texts",
    { prompt_tokens: "10", completion_tokens: "5", total_tokens: "15" },
    { tokensIn: 10, tokensOut: 5 },
  ],
])("the tokens of %s are counted", async (_case, usage, counted) => {
  for (const body of [sse(hello, stop, { choices: [], usage }), sse(hello, choice({}, "stop", { usage }))])
    expect((await hear(body)).usage).toEqual({ ...counted, model: "m" });
  const before = sse({ ...hello, usage }, { ...stop, usage: null }, { choices: [], x_groq: { id: "r" } });
  expect((await hear(before)).usage, "before the end").toEqual({ ...counted, model: "m" });
});

test.each([
  ["of Groq", { ...choice({}), x_groq: { id: "r", error: "over capacity" } }, /over capacity/],
  [
    "inside a choice",
    choice({ content: "" }, "error", { error: { code: 502, message: "Provider disconnected" } }),
    /Provider disconnected/,
  ],
  [
    "with the last words",
    { ...choice({ content: " and more" }, "error"), error: { code: 502, message: "gone" } },
    /gone/,
  ],
])("an error %s breaks off, and nothing that was said is lost", async (_case, event, message) => {
  const heard = await hear(sse(hello, event) + ended);
  expect(heard).toMatchObject({ outcome: "broken_off", text: expect.stringContaining("Hello there.") });
  expect(heard.cause?.userMessage).toMatch(message);
  if (String(message) === "/gone/") expect(heard.text).toBe("Hello there. and more");
});

test.each([
  ["function_call_filter: MALFORMED_FUNCTION_CALL", "broken_off"],
  ["content_filter: SPII", "filtered"],
  ["guardrail_intervened", "filtered"],
  ["ERROR_TOXIC", "filtered"],
  ["repetition", "broken_off"],
  ["pause_turn", "broken_off"],
  ["model_length", "cut"],
  ["eos_token", "complete"],
])("the reason %s is %s", async (reason, outcome) => {
  expect(await hear(sse(hello, choice({}, reason)))).toMatchObject({ outcome });
});

test("a stream that breaks in the middle is broken off, also when each piece has the message so far", async () => {
  const piece = choice({ content: "Hello " }, null, { message: { role: "assistant", content: "Hello " } });
  expect(await hear(sse(piece))).toMatchObject({ text: "Hello ", outcome: "broken_off" });
  const message = { ...piece, choices: [{ index: 0, message: { content: "Hello " }, finish_reason: null }] };
  expect(await hear(sse(message))).toMatchObject({ text: "Hello ", outcome: "broken_off" });
});

test.each(["null", "None", ""])("a reason that is the word %j in each piece is no end", async (reason) => {
  expect(await hear(sse(choice({ content: "Well, " }, reason)))).toMatchObject({ outcome: "broken_off" });
  expect(await hear(sse(choice({ content: "Hello there." }, reason), stop))).toMatchObject(whole);
});

test.each([
  ["a code and words", { code: 1001, msg: "no such deployment", success: false }, /no such deployment/],
  [
    "a status of the server's own",
    { base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    /no credit left/,
  ],
])("a success that has %s instead of an answer says it", async (_case, body, userMessage) => {
  await expect(hear(JSON.stringify(body))).rejects.toMatchObject({ userMessage });
  expect(await hear(sse({}, hello, stop, { session: "x" })), "beside an answer it says nothing").toMatchObject(whole);
});

test("a proxy's “stop” does not make a cut answer whole", async () => {
  expect(await hear(sse(hello, choice({}, "length"), stop))).toMatchObject({ outcome: "cut" });
});

test("a connection that breaks after the end has broken nothing off", async () => {
  expect(await hear(sse(hello, stop), { breaks: true })).toMatchObject(whole);
  expect(await hear(sse(hello) + ended, { breaks: true })).toMatchObject(whole);
  expect(await hear(sse(hello), { breaks: true })).toMatchObject({ outcome: "broken_off" });
});
