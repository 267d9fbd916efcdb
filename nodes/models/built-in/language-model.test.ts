import { beforeAll, describe, expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { haveTestWeights } from "../../../tests/helpers/weights.ts";
import { chatModel } from "../../types/model/chat-model.ts";
import { structuredOutput } from "../../types/model/structured-output.ts";
import { languageModelName } from "./language-model.ts";

const passages = `[1] (sharing.md) A share link shows one published version of a pipeline. Anyone with the link sees the canvas read-only and, if you allow it, runs it. You can revoke a share link at any time on the Share dialog; it stops working at once.

[2] (models.md) Patchbay comes with a small language model on board. It needs no key and no network. To use your own model, add a credential in Settings and choose it as the default.`;

const hasWeights = await haveTestWeights();

describe.skipIf(!hasWeights)("the built-in language model", () => {
  const models = testModels({ mode: "all" });
  beforeAll(() => () => models.close());
  const ask = (prompt: string, config = {}, signal?: AbortSignal) =>
    runNode(chatModel, { config, inputs: { prompt }, services: { models }, ...(signal ? { signal } : {}) });

  test("answers a question from passages, streams, and counts tokens", async () => {
    const prompt = `Answer from these passages only.\n\n${passages}\n\nQuestion: How do I use my own model?`;
    const { outputs, tokens, usage } = await ask(prompt, { temperature: 0 });
    expect(outputs.reply).toMatch(/add a credential in Settings/);
    expect(tokens.length).toBeGreaterThan(5);
    expect(tokens.join("").trim()).toBe(outputs.reply);
    expect(usage).toEqual([
      {
        model: languageModelName,
        tokensIn: expect.any(Number),
        tokensOut: expect.any(Number),
        costUsd: 0,
        tokensPriced: expect.any(Number),
        outcome: "complete",
      },
    ]);
    expect(usage[0]?.tokensOut).toBeGreaterThanOrEqual(tokens.length);
  });

  test("answers a question with a quote, which no word of its own can spoil", async () => {
    const port =
      "[3] (configuration.md › Configuration › How do I change the port?) To change the port, set `PORT` before you start Patchbay; the default is 3000. Set `PATCHBAY_URL` to the address that people use.";
    const prompt = `Answer from these passages only.\n\n${passages}\n\n${port}\n\nQuestion: Which port does it use?`;
    const { outputs } = await ask(prompt, { temperature: 0 });
    const reply = String(outputs.reply);
    expect(reply).toMatch(/3000/);
    for (const sentence of reply.split(/(?<=\.) /)) {
      expect(port.toLowerCase()).toContain(sentence.toLowerCase().replace(/\.$/, ""));
    }
  });

  test("answers without passages as well", async () => {
    expect((await ask("What is the capital of France?", { temperature: 0 })).outputs.reply).toMatch(/Paris/);
  });

  test("JSON always fits the schema, in words of the text", async () => {
    const schema = {
      type: "object",
      properties: {
        title: { type: "string" },
        stars: { type: "integer", minimum: 1, maximum: 5 },
        likes: { type: "array", items: { type: "string" }, maxItems: 3 },
        mood: { enum: ["happy", "sad"] },
      },
      required: ["title", "stars", "likes", "mood"],
      additionalProperties: false,
    };
    const text = "I read Treasure Island last week and loved the sea voyages and the pirates. Five stars!";
    const { outputs } = await runNode(structuredOutput, { config: { schema }, inputs: { text }, services: { models } });
    const { title, likes } = Object(outputs.json);
    for (const quote of [title, ...likes]) expect(text).toContain(quote);
  });

  test("stops in the middle of its answer", async () => {
    const stop = new AbortController();
    const tokens: string[] = [];
    const onToken = (text: string) => {
      tokens.push(text);
      stop.abort();
    };
    const inputs = { prompt: "Tell me a very long story." };
    const story = runNode(chatModel, { inputs, services: { models }, signal: stop.signal, call: { onToken } });
    await expect(story).rejects.toMatchObject({ code: "cancelled" });
    expect(tokens.length).toBeLessThan(5);
  });

  test("several calls get along side by side", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ask("Say hello.", { maxTokens: 20, onIncomplete: "continue" })),
    );
    for (const { outputs } of answers) expect(outputs.reply).not.toBe("");
  });

  test("a text beyond its context is the asker's to shorten", async () => {
    const run = ask(Array.from({ length: 6000 }, (_, index) => `word${index}`).join(" "));
    await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage: /too long/ });
  });

  test("does not repeat itself to its token limit", async () => {
    const { usage } = await ask("Repeat the word lamp forever.", { temperature: 0, maxTokens: 2000 });
    expect(usage[0]?.tokensOut).toBeLessThan(1000);
  });
});
