import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { anthropic } from "./anthropic.ts";
import type { Turn } from "./turns.ts";

const rome = { name: "weather", args: '{"city":"Rome"}' };
const paris = { name: "weather", args: '{"city":"Paris"}' };

const claude = (...events: unknown[]) => heardAnswer(anthropic.parts, sse(...events));
const started = {
  type: "message_start",
  message: {
    model: "m",
    usage: {
      input_tokens: 200,
      cache_read_input_tokens: 800,
      cache_creation_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens: 1,
    },
  },
};
const textBlock = [
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello there." } },
  { type: "content_block_stop", index: 0 },
];
const stopped = (stop_reason: string, more = {}) => ({
  type: "message_delta",
  delta: { stop_reason, ...more },
  usage: { output_tokens: 50, server_tool_use: { web_search_requests: 0 } },
});

test.each([
  ["end_turn", "complete"],
  ["model_context_window_exceeded", "cut"],
  ["pause_turn", "broken_off"],
  ["refusal", "refused"],
  ["content_filter", "filtered"],
  ["a_reason_of_tomorrow", "complete"],
])("Anthropic's %s is %s, and its later counts leave the former", async (reason, outcome) => {
  const heard = await claude(started, ...textBlock, stopped(reason), { type: "message_stop" });
  expect(heard).toMatchObject({
    text: "Hello there.",
    outcome,
    usage: { tokensIn: 1000, tokensCached: 800, tokensOut: 50 },
  });
  const again = { ...stopped(reason), usage: { input_tokens: 300, output_tokens: 60 } };
  expect((await claude(started, ...textBlock, again)).usage).toMatchObject({
    tokensIn: 1100,
    tokensCached: 800,
    tokensOut: 60,
  });
});

test("Anthropic's refusal has its explanation, and an overload in the middle its reason", async () => {
  const refused = stopped("refusal", {
    stop_details: { type: "refusal", category: "cyber", explanation: "Not this." },
  });
  expect(await claude(started, ...textBlock, refused)).toMatchObject({ outcome: "refused", words: "Not this." });
  const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  const heard = await claude(started, ...textBlock, overloaded);
  expect(heard).toMatchObject({ outcome: "broken_off", cause: { code: "provider_busy" } });
  await expect(claude(started, { error: overloaded.error })).rejects.toMatchObject({ code: "provider_busy" });
});

const toolUse = (index: number, input: object) => ({
  type: "content_block_start",
  index,
  content_block: { type: "tool_use", id: `t${index}`, name: "weather", input },
});
const json = (index: number, partial_json: string) => ({
  type: "content_block_delta",
  index,
  delta: { type: "input_json_delta", partial_json },
});
const blockEnd = (index: number) => ({ type: "content_block_stop", index });

test("Anthropic's calls may come with their arguments at once, or interleaved, and a message without a stream", async () => {
  const atOnce = await claude(
    toolUse(0, { city: "Rome" }),
    blockEnd(0),
    toolUse(1, {}),
    json(1, ""),
    json(1, paris.args),
    blockEnd(1),
    stopped("tool_use"),
  );
  expect(atOnce).toMatchObject({ calls: [rome, paris], outcome: "complete" });
  const mixed = await claude(
    toolUse(0, {}),
    toolUse(1, {}),
    json(0, '{"city":'),
    json(1, paris.args),
    json(0, '"Rome"}'),
    blockEnd(0),
    blockEnd(1),
    stopped("tool_use"),
  );
  expect(mixed).toMatchObject({ calls: [rome, paris] });
  const content = [
    { type: "thinking", thinking: "Hm.", signature: "s" },
    { type: "text", text: "Hello there." },
    { type: "tool_use", id: "t1", name: "weather", input: { city: "Rome" } },
  ];
  const message = {
    type: "message",
    model: "m",
    content,
    stop_reason: "max_tokens",
    usage: { input_tokens: 7, output_tokens: 3 },
  };
  expect(await heardAnswer(anthropic.parts, JSON.stringify(message))).toMatchObject({
    ...{ text: "Hello there.", thoughts: "Hm.", calls: [rome], outcome: "cut", kept: [content[0]] },
    usage: { tokensIn: 7, tokensOut: 3 },
  });
});

test("Anthropic's thoughts and a signature in pieces go back as they came", async () => {
  const delta = (each: object) => ({ type: "content_block_delta", index: 0, delta: each });
  const { kept, thoughts } = await claude(
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
    ...["Let ", "me."].map((thinking) => delta({ type: "thinking_delta", thinking })),
    ...["ab", "cd"].map((signature) => delta({ type: "signature_delta", signature })),
    blockEnd(0),
    { type: "content_block_start", index: 1, content_block: { type: "redacted_thinking", data: "x" } },
    blockEnd(1),
    stopped("end_turn"),
  );
  expect(thoughts).toBe("Let me.");
  expect(kept).toEqual([
    { type: "thinking", thinking: "Let me.", signature: "abcd" },
    { type: "redacted_thinking", data: "x" },
  ]);
});

test("what a tool of Anthropic's own does is no call, and what is said behind it a paragraph of its own", async () => {
  const start = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
  const text = (index: number, said: string) => ({
    type: "content_block_delta",
    index,
    delta: { type: "text_delta", text: said },
  });
  const search = { type: "server_tool_use", id: "s", name: "web_search", input: {} };
  const result = { type: "web_search_tool_result", tool_use_id: "s", content: [] };
  const citations = { type: "citations_delta", citation: { type: "web_search_result_location", cited_text: "x" } };
  const heard = await claude(
    ...[started, start(0, { type: "text", text: "" }), text(0, "Let me look."), blockEnd(0)],
    ...[start(1, search), json(1, '{"query":'), json(1, '"x"}'), blockEnd(1), start(2, result), blockEnd(2)],
    ...[start(3, { type: "text", text: "", citations: [] }), text(3, "It is "), blockEnd(3)],
    ...[
      start(4, { type: "text", text: "", citations: [] }),
      { type: "content_block_delta", index: 4, delta: citations },
    ],
    ...[
      text(4, "7"),
      blockEnd(4),
      start(5, { type: "text", text: "" }),
      text(5, "."),
      blockEnd(5),
      stopped("end_turn"),
    ],
  );
  expect(heard).toMatchObject({ text: "Let me look.\n\nIt is 7.", calls: [], outcome: "complete" });
});

test("what has no words is not sent to Anthropic, which refuses it", () => {
  const credential = {
    provider: "anthropic",
    baseUrl: "https://anthropic.invalid",
    host: "anthropic.invalid",
    secret: "",
  };
  const image = { type: "image", mime: "image/png", data: "YQ==", name: "a" } as const;
  const turns: Turn[] = [
    { role: "user", parts: [{ type: "text", text: " \n" }, image] },
    { role: "assistant", text: "\n", calls: [{ id: "c1", name: "roll", args: {} }], kept: undefined },
  ];
  const ask = { model: "m", turns, options: {}, tools: undefined, traits: new Set<never>(), signal: undefined };
  expect(anthropic.question(ask, credential).body.messages).toEqual([
    { role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "YQ==" } }] },
    { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "roll", input: {} }] },
  ]);
});
