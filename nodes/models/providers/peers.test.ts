/** The providers' own clients understand the servers that the conformance suite asks. */
import Anthropic from "@anthropic-ai/sdk";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { CohereClientV2 } from "cohere-ai";
import OpenAI, { AzureOpenAI } from "openai";
import { expect, test } from "vitest";
import { anthropicPeer } from "../../../tests/helpers/peers/models/anthropic-peer.ts";
import { bedrockPeer } from "../../../tests/helpers/peers/models/bedrock-peer.ts";
import { chatPeer } from "../../../tests/helpers/peers/models/chat-peer.ts";
import { coherePeer } from "../../../tests/helpers/peers/models/cohere-peer.ts";
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

test("OpenAI's client for chat completions, and the one for Azure with an api-version", async () => {
  const spoken: Said = { ...said, text: ["It ", "is sunny."] };
  await using peer = await chatPeer("openai-compatible", () => spoken);
  await using azure = await chatPeer("azure-openai", () => spoken);
  const client = new OpenAI({ apiKey: rightKey, baseURL: `${peer.url}/v1`, maxRetries: 0 });
  const dated = new AzureOpenAI({ apiKey: rightKey, endpoint: azure.url, apiVersion: "2024-10-21", maxRetries: 0 });
  for (const each of [client, dated]) {
    const messages = [{ role: "user" as const, content: "What is it?" }];
    const ask = { model: "chat-test", messages, stream_options: { include_usage: true } };
    const completion = await each.chat.completions.stream({ ...ask, stream: true }).finalChatCompletion();
    expect(completion).toMatchObject({
      choices: [
        {
          finish_reason: "tool_calls",
          message: {
            content: "It is sunny.",
            tool_calls: [{ function: { name: "weather", arguments: '{"city":"Rome"}' } }],
          },
        },
      ],
      usage: { prompt_tokens: 1000, prompt_tokens_details: { cached_tokens: 800 }, completion_tokens: 50 },
    });
  }
});

test("Cohere's client", async () => {
  await using peer = await coherePeer(() => said);
  const client = new CohereClientV2({ token: rightKey, environment: peer.url, maxRetries: 0 });
  const stream = await client.chatStream({
    model: "command-test",
    messages: [{ role: "user", content: "What is it?" }],
  });
  let [text, thoughts, args] = ["", "", ""];
  for await (const event of stream) {
    if (event.type === "content-start" || event.type === "content-delta") {
      text += event.delta?.message?.content?.text ?? "";
      thoughts += event.delta?.message?.content?.thinking ?? "";
    }
    if (event.type === "tool-call-delta") args += event.delta?.message?.toolCalls?.function?.arguments ?? "";
    if (event.type === "message-end")
      expect(event.delta).toMatchObject({
        finishReason: "TOOL_CALL",
        usage: { tokens: { inputTokens: 1000, outputTokens: 50 }, cachedTokens: 800 },
      });
  }
  expect({ text, thoughts, args }).toEqual({ text: "It is sunny.", thoughts: "Let me see.", args: '{"city":"Rome"}' });
});

test("Amazon's client, which signs its requests", async () => {
  await using peer = await bedrockPeer(() => said);
  const [accessKeyId = "", secretAccessKey = ""] = peer.credential.secret.split(":");
  const client = new BedrockRuntimeClient({
    ...{ region: "us-east-1", endpoint: peer.url, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 },
    // By itself it speaks HTTP/2.
    requestHandler: new NodeHttpHandler(),
  });
  const messages = [{ role: "user" as const, content: [{ text: "What is it?" }] }];
  const { stream = [] } = await client.send(
    new ConverseStreamCommand({ modelId: "anthropic.claude-test-v1:0", messages }),
  );
  let [text, thoughts, args] = ["", "", ""];
  for await (const event of stream) {
    const delta = event.contentBlockDelta?.delta;
    text += delta?.text ?? "";
    thoughts += delta?.reasoningContent?.text ?? "";
    args += delta?.toolUse?.input ?? "";
    if (event.messageStop) expect(event.messageStop.stopReason).toBe("tool_use");
    if (event.metadata)
      expect(event.metadata.usage).toMatchObject({ inputTokens: 200, cacheReadInputTokens: 800, outputTokens: 50 });
  }
  expect({ text, thoughts, args }).toEqual({ text: "It is sunny.", thoughts: "Let me see.", args: '{"city":"Rome"}' });
  client.destroy();
});
