import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { cohere } from "./cohere.ts";

const rome = { name: "weather", args: '{"city":"Rome"}' };
const paris = { name: "weather", args: '{"city":"Paris"}' };

const command = (...events: unknown[]) => heardAnswer(cohere.parts, sse(...events));
const said = (text: string) => ({ type: "content-delta", index: 0, delta: { message: { content: { text } } } });
const ended = (finish_reason: string, more = {}) => ({
  type: "message-end",
  delta: {
    finish_reason,
    usage: {
      billed_units: { input_tokens: 5, output_tokens: 3 },
      tokens: { input_tokens: 70, output_tokens: 3 },
      cached_tokens: 64,
    },
    ...more,
  },
});

test.each([
  ["COMPLETE", "complete"],
  ["STOP_SEQUENCE", "complete"],
  ["MAX_TOKENS", "cut"],
  ["ERROR_LIMIT", "cut"],
  ["ERROR_TOXIC", "filtered"],
  ["USER_CANCEL", "broken_off"],
  ["ERROR", "broken_off"],
  ["TIMEOUT", "broken_off"],
])("Cohere's %s is %s, with plan, citations and counts", async (reason, outcome) => {
  const heard = await command(
    {
      type: "message-start",
      id: "1",
      delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
    },
    { type: "tool-plan-delta", delta: { message: { tool_plan: "I will look." } } },
    { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
    said("Hello "),
    {
      type: "citation-start",
      index: 0,
      delta: { message: { citations: { start: 0, end: 5, text: "Hello", sources: [] } } },
    },
    { type: "citation-end", index: 0 },
    { type: "debug", prompt: "…" },
    said("there."),
    ended(reason),
  );
  expect(heard).toMatchObject({
    text: "Hello there.",
    thoughts: "I will look.",
    outcome,
    usage: { tokensIn: 70, tokensOut: 3, tokensCached: 64 },
  });
});

test("Cohere's calls may be interleaved and counted from any number, and an answer come without a stream", async () => {
  const start = (index: number) => ({
    type: "tool-call-start",
    index,
    delta: {
      message: { tool_calls: { id: `w${index}`, type: "function", function: { name: "weather", arguments: "" } } },
    },
  });
  const args = (index: number, each: string) => ({
    type: "tool-call-delta",
    index,
    delta: { message: { tool_calls: { function: { arguments: each } } } },
  });
  const heard = await command(
    start(1),
    start(2),
    args(1, '{"city":'),
    args(2, paris.args),
    args(1, '"Rome"}'),
    ended("TOOL_CALL"),
  );
  expect(heard).toMatchObject({ calls: [rome, paris], outcome: "complete" });
  const tool_calls = [{ id: "w", type: "function", function: { name: "weather", arguments: rome.args } }];
  const message = {
    role: "assistant",
    content: [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Hello there." },
    ],
    tool_calls,
  };
  const answer = {
    id: "1",
    message,
    finish_reason: "MAX_TOKENS",
    usage: { tokens: { input_tokens: 7, output_tokens: 3 } },
  };
  expect(await heardAnswer(cohere.parts, JSON.stringify(answer))).toMatchObject({
    text: "Hello there.",
    thoughts: "Hm.",
    calls: [rome],
    outcome: "cut",
    usage: { tokensIn: 7, tokensOut: 3 },
  });
});
