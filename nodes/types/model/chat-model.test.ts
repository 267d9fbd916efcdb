import { describe, expect, test } from "vitest";
import type { ModelRef } from "../../../lib/models/models.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { ollamaPeer } from "../../../tests/helpers/peers/ollama-peer.ts";
import { type OpenaiReply, openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import type { Models } from "../../models/models.ts";
import { chatModel } from "./chat-model.ts";

const words = ["Paris", " is", " the", " capital."];
const openai = { provider: "openai-compatible", model: "small", credential: "c" } as const;
const ollama = { provider: "ollama", model: "llama3.2:1b", credential: "c" } as const;

/** Of an answer of 200 words, asks to stop at the first one. */
async function expectToStop(model: ModelRef, models: Models): Promise<void> {
  const stop = new AbortController();
  const tokens: string[] = [];
  const onToken = (text: string) => {
    tokens.push(text);
    stop.abort();
  };
  const ask = { config: { model }, inputs: { prompt: "x" }, services: { models } };
  const run = runNode(chatModel, { ...ask, signal: stop.signal, call: { onToken } });
  await expect(run).rejects.toMatchObject({ code: "cancelled" });
  expect(tokens.length).toBeGreaterThan(0);
  expect(tokens.length, "the rest was not waited for").toBeLessThan(200);
}

describe("chat model on an OpenAI-compatible server", () => {
  test("sends the conversation, streams the reply and counts tokens", async () => {
    await using peer = await openaiPeer(() => ({ words }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs, tokens, usage } = await runNode(chatModel, {
      config: { model: openai, system: "Be brief.", temperature: 0.5, maxTokens: 50 },
      inputs: {
        prompt: "Capital of France?",
        history: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "Hello" },
        ],
      },
      services: { models },
    });
    expect(outputs).toEqual({ reply: words.join(""), message: { role: "assistant", content: words.join("") } });
    expect(tokens).toEqual(words);
    expect(usage).toEqual([{ tokensIn: 7, tokensOut: 3, model: "small", outcome: "complete" }]);
    expect(peer.asks).toMatchObject([
      {
        model: "small",
        temperature: 0.5,
        stream: true,
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hi" },
          { role: "assistant", content: "Hello" },
          { role: "user", content: "Capital of France?" },
        ],
      },
    ]);
    expect(peer.requests[0]?.headers.authorization).toBe("Bearer sk-test");
  });

  test.each<[string, OpenaiReply, object]>([
    [
      "refuses the key",
      { status: 401, message: "bad key" },
      { code: "provider_refused", userMessage: /Check the key/ },
    ],
    [
      "is busy",
      { status: 429, message: "slow down", headers: { "retry-after": "3" } },
      { code: "provider_busy", retryAfterMs: 3000 },
    ],
    ["breaks", { status: 500, message: "oops" }, { code: "provider_busy", canRetry: true }],
    [
      "finds the text too long",
      { status: 400, message: "maximum context length is 100 tokens" },
      { code: "bad_input" },
    ],
  ])("asks once when the server %s, and says so with our messages", async (_case, reply, error) => {
    await using peer = await openaiPeer(() => reply);
    await using models = testModels({ credentials: { c: peer.credential } });
    const run = runNode(chatModel, { config: { model: openai }, inputs: { prompt: "x" }, services: { models } });
    await expect(run).rejects.toMatchObject(error);
    expect(peer.requests).toHaveLength(1);
  });

  test("a redirect is not followed, so that the key goes nowhere else", async () => {
    await using other = await openaiPeer(() => ({ words }));
    await using peer = await openaiPeer(() => ({
      status: 307,
      message: "",
      headers: { location: `${other.url}/v1/chat/completions` },
    }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const run = runNode(chatModel, { config: { model: openai }, inputs: { prompt: "x" }, services: { models } });
    await expect(run).rejects.toMatchObject({ code: "provider_busy" });
    expect(other.requests).toEqual([]);
  });

  test("stops in the middle of a stream", async () => {
    await using peer = await openaiPeer(() => ({ words: Array.from({ length: 200 }, () => "word "), delayMs: 20 }));
    await using models = testModels({ credentials: { c: peer.credential } });
    await expectToStop(openai, models);
  });
});

test("a server that cannot be reached may be tried again", async () => {
  const peer = await openaiPeer(() => ({ words }));
  await peer[Symbol.asyncDispose]();
  await using models = testModels({ credentials: { c: peer.credential } });
  const run = runNode(chatModel, { config: { model: openai }, inputs: { prompt: "x" }, services: { models } });
  await expect(run).rejects.toMatchObject({ code: "provider_busy", userMessage: /cannot be reached/ });
});

describe("chat model on Ollama", () => {
  test("sends the conversation, streams the reply and counts tokens", async () => {
    await using peer = await ollamaPeer(() => ({ words }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs, tokens, usage } = await runNode(chatModel, {
      config: { model: ollama, temperature: 0, maxTokens: 50 },
      inputs: { prompt: "Capital of France?" },
      services: { models },
    });
    expect(outputs.reply).toBe(words.join(""));
    expect(tokens).toEqual(words);
    expect(usage).toEqual([{ tokensIn: 7, tokensOut: 3, model: "llama3.2:1b", outcome: "complete" }]);
    expect(peer.asks).toMatchObject([{ model: "llama3.2:1b", options: { temperature: 0, num_predict: 50 } }]);
    expect(peer.requests[0]?.headers.authorization).toBeUndefined();
  });

  test("an unknown model is said to be unknown", async () => {
    await using peer = await ollamaPeer(() => ({ status: 404, error: "model 'llama3.2:1b' not found" }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const run = runNode(chatModel, { config: { model: ollama }, inputs: { prompt: "x" }, services: { models } });
    await expect(run).rejects.toMatchObject({ code: "provider_refused", userMessage: /does not know this model/ });
  });

  test("stops in the middle of a stream", async () => {
    await using peer = await ollamaPeer(() => ({ words: Array.from({ length: 200 }, () => "word "), delayMs: 20 }));
    await using models = testModels({ credentials: { c: peer.credential } });
    await expectToStop(ollama, models);
  });
});

test("the default model is the one the workspace names", async () => {
  await using peer = await openaiPeer(() => ({ words }));
  await using models = testModels({ credentials: { c: peer.credential }, defaultModel: openai });
  const { usage } = await runNode(chatModel, { inputs: { prompt: "x" }, services: { models } });
  expect(usage[0]?.model).toBe("small");
});

test("a server that takes neither max_tokens nor a temperature is asked without, and from then on at once", async () => {
  await using peer = await openaiPeer((ask) => {
    if (ask.max_tokens !== undefined)
      return { status: 400, message: "Unsupported: 'max_tokens'. Use 'max_completion_tokens'." };
    if (ask.temperature !== undefined) return { status: 400, message: "Unsupported value: 'temperature'" };
    return { words };
  });
  await using models = testModels({ credentials: { c: peer.credential } });
  const ask = { config: { model: openai, maxTokens: 100 }, inputs: { prompt: "x" }, services: { models } };
  await runNode(chatModel, ask);
  expect(peer.asks).toHaveLength(3);
  await runNode(chatModel, ask);
  expect(peer.asks).toHaveLength(4);
  expect(peer.asks[3]).toMatchObject({ max_completion_tokens: 100 });
});

test("an empty prompt is not sent", async () => {
  await using peer = await openaiPeer(() => ({ words }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const run = runNode(chatModel, { config: { model: openai }, inputs: { prompt: " \n" }, services: { models } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage: /prompt is empty/ });
  expect(peer.requests).toHaveLength(0);
});

test("Ollama is asked for a context in which the prompt has its place", async () => {
  await using peer = await ollamaPeer(() => ({ words }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const prompt = "word ".repeat(8000);
  await runNode(chatModel, { config: { model: ollama }, inputs: { prompt }, services: { models } });
  expect(peer.asks[0]?.options?.num_ctx).toBe(16_384);
});

test("an empty answer says what to do", async () => {
  await using peer = await openaiPeer(() => ({ words: [], finish: "length" }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const run = runNode(chatModel, { config: { model: openai }, inputs: { prompt: "x" }, services: { models } });
  await expect(run).rejects.toMatchObject({ code: "answer_cut", userMessage: /Max output tokens/ });
});

test("the example of the docs", async () => {
  await using peer = await openaiPeer(() => ({ words: ["Paris"] }));
  await using models = testModels({ credentials: { c: peer.credential } });
  await runExample(chatModel, { services: { models: { ...models, chat: (_ref, how) => models.chat(openai, how) } } });
});

test("of an emptied temperature and limit nothing is sent, and a graph without them keeps the defaults", async () => {
  await using peer = await openaiPeer(() => ({ words }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const ask = (config: object) =>
    runNode(chatModel, { config: { model: openai, ...config }, inputs: { prompt: "x" }, services: { models } });
  await ask({ temperature: null, maxTokens: null });
  expect(peer.asks[0]).not.toHaveProperty("temperature");
  expect(peer.asks[0]).not.toHaveProperty("max_tokens");
  await ask({});
  expect(peer.asks[1]).toMatchObject({ temperature: 0.2, max_tokens: 1024 });
});
