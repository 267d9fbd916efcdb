import { expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { type Ran, runExample, runNode } from "../../../tests/helpers/node.ts";
import { type OpenaiAsk, type OpenaiReply, openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { haveTestWeights } from "../../../tests/helpers/weights.ts";
import { fallback } from "./fallback.ts";

const named = (model: string) => ({ provider: "openai-compatible", model, credential: "c" });
const paris: OpenaiReply = { words: ["Par", "is"] };

type Failed = Pick<Ran, "outputs" | "usage"> & { error: unknown };

/** Asks two or more models whose server replies by their names. */
async function ask(replies: Record<string, OpenaiReply>, config: object = {}) {
  await using peer = await openaiPeer(({ model }: OpenaiAsk) => replies[model] ?? { status: 404, message: "no model" });
  await using models = testModels({ credentials: { c: peer.credential } });
  const discarded: string[] = [];
  const said: string[] = [];
  const ran = runNode(fallback, {
    config: { models: Object.keys(replies).map(named), ...config },
    inputs: { prompt: "Capital of France?" },
    services: { models },
    call: {
      onToken: (text) => said.push(text),
      onDiscard: () => discarded.push(said.splice(0).join("")),
    },
  });
  const ended = await ran.then(
    ({ outputs, usage }) => ({ outputs, usage, error: undefined }),
    (error: unknown): Failed => ({ outputs: {}, usage: [], error }),
  );
  return { ...ended, said: said.join(""), discarded, asked: peer.asks.map(({ model }) => model) };
}

const slowly = async function* () {
  yield "Wai";
  await new Promise((resolve) => setTimeout(resolve, 30_000).unref());
};
const never = async function* (): AsyncGenerator<string> {
  await new Promise((resolve) => setTimeout(resolve, 30_000).unref());
};

test.each<[string, OpenaiReply, object]>([
  ["busy", { status: 503, message: "overloaded" }, {}],
  ["unusable", { status: 401, message: "bad key" }, {}],
  ["not_accepted", { status: 400, message: "maximum context length is 100 tokens" }, {}],
  ["filtered", { status: 400, message: "x", headers: {} }, { on: ["not_accepted"] }],
  ["empty", { words: [] }, {}],
  ["slow", { words: never() }, { firstSeconds: 3 }],
  ["slow", { words: slowly() }, { totalSeconds: 4 }],
  ["cut", { words: ["Half an"], finish: "length" }, { on: ["cut"] }],
])("goes on when the first model is %s", async (result, reply, config) => {
  const { outputs, said } = await ask({ first: reply, second: paris }, config);
  expect(outputs).toMatchObject({ reply: "Paris", model: "second" });
  const kept = result === "filtered" ? "not_accepted" : result;
  expect(outputs.tries).toMatchObject([
    { model: "first", result: kept, reason: expect.stringMatching(/\w/), totalMs: expect.any(Number) },
    { model: "second", result: "complete", firstMs: expect.any(Number), tokensIn: 7, tokensOut: 3 },
  ]);
  expect(said).toBe("Paris");
});

test("what a try had said is taken back, and its tokens count", async () => {
  const cut: OpenaiReply = { words: ["Half", " an"], finish: "length" };
  const { discarded, said, usage } = await ask({ first: cut, second: paris }, { on: ["cut"] });
  expect(discarded).toEqual(["Half an"]);
  expect(said).toBe("Paris");
  expect(usage).toEqual([
    { tokensIn: 7, tokensOut: 3, model: "first" },
    { tokensIn: 7, tokensOut: 3, model: "second" },
    { model: "second", outcome: "complete" },
  ]);
});

test("what a try had thought is taken back too", async () => {
  const thinks = (...words: string[]): OpenaiReply => ({
    words: ["<think>Hm.", "</think>", ...words],
    finish: "length",
  });
  await using peer = await openaiPeer(({ model }) => (model === "first" ? thinks("Half") : paris));
  await using models = testModels({ credentials: { c: peer.credential } });
  const story: string[] = [];
  await runNode(fallback, {
    config: { models: ["first", "second"].map(named), on: ["cut"] },
    inputs: { prompt: "Capital of France?" },
    services: { models },
    call: {
      onToken: (text, part) => story.push(`${part ?? "answer"}: ${text}`),
      onDiscard: (part) => story.push(`not ${part ?? "answer"}`),
    },
  });
  expect(story.filter((each) => each.startsWith("not "))).toEqual(["not answer", "not Reasoning"]);
  expect(story.indexOf("not Reasoning")).toBeLessThan(story.indexOf("answer: Par"));
});

test("stops at an end that is not chosen", async () => {
  const cut: OpenaiReply = { words: ["Half"], finish: "length" };
  const { error, asked } = await ask({ first: cut, second: paris });
  expect(error).toMatchObject({ code: "answer_cut" });
  expect(asked).toEqual(["first"]);
  const kept = await ask({ first: cut, second: paris }, { onIncomplete: "continue" });
  expect(kept.outputs).toMatchObject({ reply: "Half", model: "first" });
  expect(kept.usage.at(-1)).toEqual({ model: "first", outcome: "cut" });
});

test("when no model answers, the error says why each did not", async () => {
  const { error } = await ask({ first: { status: 401, message: "bad key" }, second: { status: 503, message: "full" } });
  expect(error).toMatchObject({
    code: "provider_busy",
    userMessage: /No model answered\. 1\. first: .*refused the credential.* 2\. second: .*busy.*full/,
  });
});

test("a model whose credential is gone does not stop the others", async () => {
  await using peer = await openaiPeer(() => paris);
  await using models = testModels({ credentials: { c: peer.credential } });
  const config = { models: [{ ...named("first"), credential: "gone" }, named("second")] };
  const { outputs } = await runNode(fallback, { config, inputs: { prompt: "x" }, services: { models } });
  expect(outputs).toMatchObject({ reply: "Paris", tries: [{ result: "unusable" }, { result: "complete" }] });
});

test("stopping the step asks no other model", async () => {
  const stop = new AbortController();
  await using peer = await openaiPeer(() => ({ words: slowly() }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const run = runNode(fallback, {
    config: { models: [named("first"), named("second")] },
    inputs: { prompt: "x" },
    services: { models },
    signal: stop.signal,
    call: { onToken: () => stop.abort() },
  });
  await expect(run).rejects.toMatchObject({ code: "cancelled" });
  expect(peer.asks).toHaveLength(1);
});

test.skipIf(!(await haveTestWeights()))("the model on board answers when the server of another is away", async () => {
  const peer = await openaiPeer(() => paris);
  await peer[Symbol.asyncDispose]();
  await using models = testModels({ mode: "all", credentials: { c: peer.credential } });
  const config = { models: [named("away"), { provider: "built-in", model: "" }], temperature: 0, maxTokens: 20 };
  const inputs = { prompt: "The capital of France is Paris. Question: What is the capital of France?" };
  const { outputs } = await runNode(fallback, { config, inputs, services: { models } });
  expect(outputs.reply).toContain("Paris");
  expect(outputs.tries).toMatchObject([{ model: "away", result: "busy" }, { result: "complete" }]);
});

test("the example of the docs", async () => {
  await using peer = await openaiPeer(({ model }) =>
    model === "large" ? { status: 503, message: "overloaded" } : { words: ["Paris"] },
  );
  await using models = testModels({ credentials: { c: peer.credential } });
  await runExample(fallback, { services: { models }, unlike: ["firstMs", "totalMs"] });
});
