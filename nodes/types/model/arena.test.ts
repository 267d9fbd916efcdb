import { expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { type OpenaiAsk, type OpenaiReply, openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { haveTestWeights } from "../../../tests/helpers/weights.ts";
import { arena } from "./arena.ts";

const named = (model: string) => ({ provider: "openai-compatible", model, credential: "c" });
const says = (text: string): OpenaiReply => ({ words: text.split(/(?= )/) });

async function compete(replies: (ask: OpenaiAsk) => OpenaiReply, config: object = {}) {
  await using peer = await openaiPeer(replies);
  await using models = testModels({ credentials: { c: peer.credential } });
  const parts: Record<string, string> = {};
  const ran = await runNode(arena, {
    config: { models: [named("a"), named("b")], ...config },
    inputs: { prompt: "Capital of France?" },
    services: { models },
    call: {
      onToken: (text, part = "") => {
        parts[part] = (parts[part] ?? "") + text;
      },
    },
  });
  return { ...ran, parts, asks: peer.asks };
}

test("all models are asked, and each text grows apart from the others", async () => {
  const { outputs, parts, usage } = await compete(({ model }) => says(`I am ${model}`));
  expect(parts).toEqual({ "1. a": "I am a", "2. b": "I am b" });
  expect(outputs).toMatchObject({ answer: "I am a", model: "a" });
  expect(outputs.answers).toMatchObject([
    { contender: "a", result: "complete", text: "I am a", tokensOut: 3, firstMs: expect.any(Number) },
    { contender: "b", result: "complete", text: "I am b", tokensOut: 3, totalMs: expect.any(Number) },
  ]);
  expect(outputs).not.toHaveProperty("judgement");
  expect(usage.at(-1)).toEqual({ model: "a", outcome: "complete" });
});

test("a model that fails does not stop the others, and is no winner", async () => {
  const { outputs } = await compete(({ model }) => (model === "a" ? { status: 503, message: "full" } : says("Paris")));
  expect(outputs).toMatchObject({ answer: "Paris", model: "b" });
  expect(outputs.answers).toMatchObject([{ contender: "a", result: "busy", text: "" }, { result: "complete" }]);
});

test("when no model answers, the error says why each did not", async () => {
  const run = compete(() => ({ status: 503, message: "full" }));
  await expect(run).rejects.toMatchObject({ code: "provider_busy", userMessage: /1\. a: .*full 2\. b: .*full/ });
});

/** Chooses the answer with this text, wherever it stands. */
function judging(best: string): (ask: OpenaiAsk) => OpenaiReply {
  return ({ model, messages }) => {
    if (model !== "judge") return says(`I am ${model}`);
    const listed = messages.at(-1)?.content ?? "";
    const [, letter] = new RegExp(`Answer (\\w):\\n${best}`).exec(listed) ?? [];
    return { words: [JSON.stringify({ best: letter ?? "Z", reason: "clear" })] };
  };
}

test.each(["a", "b"])("a judge chooses %s, whatever place it reads it at", async (best) => {
  const { outputs, parts } = await compete(judging(`I am ${best}`), { by: "model", judge: named("judge") });
  expect(outputs).toMatchObject({ answer: `I am ${best}`, model: best });
  expect(outputs.judgement).toEqual({
    best: best === "a" ? 0 : 1,
    contender: best,
    reason: "clear",
    judge: "judge",
  });
  expect(Object.keys(parts), "what the judge says is not shown as an answer").toEqual(["1. a", "2. b"]);
});

test("a judge that names none leaves the first whole answer", async () => {
  const { outputs } = await compete(judging("nothing"), { by: "model", judge: named("judge") });
  expect(outputs).toMatchObject({ answer: "I am a", judgement: { best: null, reason: expect.stringMatching(/none/) } });
});

test("a judge that is busy is asked again, and its competitors are not", async () => {
  const asked: string[] = [];
  const judge = judging("I am b");
  const { outputs } = await compete(
    (ask) => {
      asked.push(ask.model);
      const isBusy = ask.model === "judge" && asked.filter((name) => name === "judge").length < 3;
      return isBusy ? { status: 429, message: "busy", headers: { "retry-after": "0" } } : judge(ask);
    },
    { by: "model", judge: named("judge") },
  );
  expect(outputs).toMatchObject({ answer: "I am b", judgement: { best: 1 } });
  expect(asked.toSorted()).toEqual(["a", "b", "judge", "judge", "judge"]);
});

test("a judge that does not answer at all leaves the first whole answer, and says why", async () => {
  const { outputs } = await compete(
    ({ model }) => (model === "judge" ? { status: 401, message: "no such key" } : says(`I am ${model}`)),
    { by: "model", judge: named("judge") },
  );
  expect(outputs).toMatchObject({
    answer: "I am a",
    judgement: { best: null, reason: expect.stringMatching(/^The judge did not answer: /) },
  });
});

test.each([
  ["Both", null],
  ["A or B", null],
  ["Claude", null],
  ["**Answer LETTER**", 1],
  ["LETTER.", 1],
])("of a judge that answers “%s” the best is %s", async (said, best) => {
  const { outputs } = await compete(
    (ask) => {
      if (ask.model !== "judge") return says(`I am ${ask.model}`);
      const [, letter = ""] = /Answer (\w):\nI am b/.exec(ask.messages.at(-1)?.content ?? "") ?? [];
      return says(JSON.stringify({ best: said.replace("LETTER", letter), reason: "clear" }));
    },
    { by: "model", judge: named("judge") },
  );
  expect(outputs).toMatchObject({ answer: best === null ? "I am a" : "I am b", judgement: { best } });
});

test.skipIf(!(await haveTestWeights()))("models on board compete", async () => {
  await using models = testModels({ mode: "all" });
  const onBoard = (model: string) => ({ provider: "built-in", model });
  const config = { models: [onBoard(""), onBoard("extractive-answerer")], by: "model", maxTokens: 100 };
  const inputs = { prompt: "Paris is the capital of France. Question: What is the capital of France?" };
  const { outputs } = await runNode(arena, { config, inputs, services: { models } });
  expect(outputs.answers).toHaveLength(2);
  expect(outputs.judgement).toMatchObject({ judge: expect.any(String) });
});

test("one model is too few", async () => {
  const run = runNode(arena, { config: { models: [named("a")] }, inputs: { prompt: "x" } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage: /two models/ });
});

test("the example of the docs", async () => {
  await using peer = await openaiPeer((ask) => {
    if (ask.model !== "judge") return says(ask.model === "short" ? "Paris" : "It is Paris.");
    const [, letter] = /Answer (\w):\nIt is/.exec(ask.messages.at(-1)?.content ?? "") ?? [];
    return { words: [JSON.stringify({ best: letter, reason: "a whole sentence" })] };
  });
  await using models = testModels({ credentials: { c: peer.credential } });
  await runExample(arena, { services: { models }, unlike: ["firstMs", "totalMs"] });
});
