/** The providers' own clients understand the servers that the conformance suite asks. */
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { anthropicPeer } from "../../../tests/helpers/peers/models/anthropic-peer.ts";
import { googlePeer } from "../../../tests/helpers/peers/models/google-peer.ts";
import { openaiResponsesPeer } from "../../../tests/helpers/peers/models/openai-responses-peer.ts";
import { rightKey, type Said } from "../../../tests/helpers/peers/models/script.ts";

const said: Said = {
  ...{
    thoughts: ["Let me see."],
    text: ["It ", "is sunny."],
    calls: [{ name: "weather", args: ['{"city":', '"Rome"}'] }],
  },
  usage: { input: 1000, cached: 800, output: 50, reasoning: 20 },
};

test("Anthropic's client", async () => {
  await using peer = await anthropicPeer(() => said);
  const client = new Anthropic({ apiKey: rightKey, baseURL: peer.url, maxRetries: 0 });
  const content = [{ type: "text" as const, text: "What is it?" }];
  const ask = { model: "claude-test", max_tokens: 100, messages: [{ role: "user" as const, content }] };
  const message = await client.messages.stream(ask).finalMessage();
  expect(message).toMatchObject({
    content: [
      { type: "thinking", thinking: "Let me see.", signature: expect.any(String) },
      { type: "text", text: "It is sunny." },
      { type: "tool_use", name: "weather", input: { city: "Rome" } },
    ],
    ...{ stop_reason: "tool_use", usage: { input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 50 } },
  });
  expect((await client.models.list()).data).toMatchObject([{ id: "claude-test" }]);
});

test("Google's client", async () => {
  await using peer = await googlePeer(() => said);
  const client = new GoogleGenAI({ apiKey: rightKey, httpOptions: { baseUrl: peer.url } });
  const stream = await client.models.generateContentStream({ model: "gemini-test", contents: "What is it?" });
  const parts: unknown[] = [];
  let last: unknown;
  for await (const chunk of stream) {
    parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
    last = { usage: chunk.usageMetadata, finish: chunk.candidates?.[0]?.finishReason };
  }
  expect(parts.slice(0, 4)).toMatchObject([
    { thought: true, text: "Let me see." },
    { text: "It " },
    { text: "is sunny." },
    { functionCall: { name: "weather", args: { city: "Rome" } } },
  ]);
  expect(last).toMatchObject({
    finish: "STOP",
    usage: { promptTokenCount: 1000, cachedContentTokenCount: 800, candidatesTokenCount: 30, thoughtsTokenCount: 20 },
  });
});

test("OpenAI's client", async () => {
  await using peer = await openaiResponsesPeer(() => said);
  const client = new OpenAI({ apiKey: rightKey, baseURL: `${peer.url}/v1`, maxRetries: 0 });
  const stream = client.responses.stream({
    model: "gpt-test",
    input: [{ role: "user", content: "What is it?" }],
    store: false,
  });
  const response = await stream.finalResponse();
  expect(response).toMatchObject({
    status: "completed",
    output: [
      {
        type: "reasoning",
        summary: [{ type: "summary_text", text: "Let me see." }],
        encrypted_content: expect.any(String),
      },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "It is sunny." }] },
      { type: "function_call", name: "weather", arguments: '{"city":"Rome"}' },
    ],
    usage: { input_tokens: 1000, input_tokens_details: { cached_tokens: 800 }, output_tokens: 50 },
  });
});
