import { expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { type OpenaiAsk, type OpenaiReply, openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { countVotes } from "./count-votes.ts";
import { ensemble } from "./ensemble.ts";

const named = (model: string) => ({ provider: "openai-compatible", model, credential: "c" });
const says = (text: string): OpenaiReply => ({ words: [text] });

async function make(answers: Record<string, string>, config: object = {}, other?: (ask: OpenaiAsk) => OpenaiReply) {
  const busy: OpenaiReply = { status: 503, message: "full" };
  await using peer = await openaiPeer((ask) => {
    const answer = answers[ask.model];
    if (answer !== undefined) return answer === "" ? busy : says(answer);
    return other?.(ask) ?? busy;
  });
  await using models = testModels({ credentials: { c: peer.credential } });
  const whole: string[] = [];
  const ran = await runNode(ensemble, {
    config: { models: Object.keys(answers).map(named), ...config },
    inputs: { prompt: "How many?" },
    services: { models },
    call: {
      onToken: (text, part) => {
        if (part === undefined) whole.push(text);
      },
    },
  });
  return { ...ran, whole: whole.join(""), asks: peer.asks };
}

test.each([
  [
    ["Yes.", "no", "**yes**"],
    "the whole answer",
    [
      ["yes", 2],
      ["no", 1],
    ],
  ],
  [
    ["I think.\nA", "So\n a.", "B"],
    "the last line",
    [
      ["a", 2],
      ["b", 1],
    ],
  ],
  [
    ["It is 1,234.50 euros", "1234.5", "about 12"],
    "the first number",
    [
      ["1234.5", 2],
      ["12", 1],
    ],
  ],
  [["none", "None!"], "the first number", [["none", 2]]],
  // The end of a block of code is no line of an answer, and marks alone are not all the same.
  [
    ["```\n42\n```", "It is:\n42\n\n---\n", "```\n41\n```"],
    "the last line",
    [
      ["42", 2],
      ["41", 1],
    ],
  ],
  [
    ["?", "!", "?"],
    "the whole answer",
    [
      ["?", 2],
      ["!", 1],
    ],
  ],
  [
    ["3,5 Liter", "3.5", "35", "1.234,50", "1234.5"],
    "the first number",
    [
      ["3.5", 2],
      ["1234.5", 2],
      ["35", 1],
    ],
  ],
  // What can be two numbers is the one that another answer says, and never guessed without.
  [["1,234", "1234"], "the first number", [["1234", 2]]],
  [
    ["1,234", "1.234 l", "1,234"],
    "the first number",
    [
      ["1,234", 2],
      ["1.234", 1],
    ],
  ],
] as const)("%j by %s", (answers, part, expected) => {
  expect(countVotes(answers, part).map(({ vote, places }) => [vote, places.length])).toEqual(expected);
});

test("a vote takes what most models say, and says how many agree", async () => {
  const { outputs, usage } = await make({ a: "42", b: "41.", c: "41" });
  expect(outputs).toMatchObject({ answer: "41.", decision: { by: "vote", isTie: false } });
  expect(outputs.agreement).toBeCloseTo(2 / 3);
  expect(usage.at(-1)).toEqual({ model: "b", outcome: "complete" });
});

test("a tie goes to the model that stands first, and is said", async () => {
  const { outputs } = await make({ a: "42", b: "41" });
  expect(outputs).toMatchObject({ answer: "42", agreement: 0.5, decision: { isTie: true } });
});

test("a model that fails has no vote", async () => {
  const { outputs } = await make({ a: "", b: "41" });
  expect(outputs).toMatchObject({ answer: "41", agreement: 1, answers: [{ result: "busy" }, { result: "complete" }] });
  await expect(make({ a: "", b: "" })).rejects.toMatchObject({
    code: "provider_busy",
    userMessage: /No model answered/,
  });
});

test("the best of several is chosen by a model", async () => {
  const config = { strategy: "best", model: named("judge") };
  const { outputs } = await make({ a: "4", b: "5" }, config, ({ messages }) => {
    const [, letter] = /Answer (\w):\n5/.exec(messages.at(-1)?.content ?? "") ?? [];
    return says(JSON.stringify({ best: letter, reason: "counted again" }));
  });
  expect(outputs).toMatchObject({ answer: "5", decision: { model: "b", reason: "counted again", judge: "judge" } });
  expect(outputs).not.toHaveProperty("agreement");
});

test("a model writes one answer from all, which streams", async () => {
  const config = { strategy: "merge", model: named("writer") };
  const { outputs, whole, asks } = await make({ a: "Four", b: "4" }, config, () => says("Four (4)."));
  expect(outputs).toMatchObject({ answer: "Four (4).", decision: { by: "merge", model: "writer", from: ["a", "b"] } });
  expect(whole).toBe("Four (4).");
  expect(asks.at(-1)?.messages.at(-1)?.content).toContain("Answer 2:\n4");
});

test("a model that chooses or writes is asked again while it is busy, and those that answered are not", async () => {
  const busy: OpenaiReply = { status: 429, message: "busy", headers: { "retry-after": "0" } };
  let count = 0;
  const writer = () => {
    count += 1;
    return count === 1 ? busy : says("Four (4).");
  };
  const { outputs, asks } = await make({ a: "Four", b: "4" }, { strategy: "merge", model: named("writer") }, writer);
  expect(outputs).toMatchObject({ answer: "Four (4)." });
  expect(asks.map(({ model }) => model).toSorted()).toEqual(["a", "b", "writer", "writer"]);
  const silent = await make({ a: "4", b: "5" }, { strategy: "best", model: named("judge") }, () => busy);
  expect(silent.outputs).toMatchObject({
    answer: "4",
    decision: { model: "a", reason: expect.stringMatching(/^The first answer stands. The judge did not answer: /) },
  });
});

test("the example of the docs", async () => {
  const answers: Record<string, string> = { a: "Yes.", b: "no", c: "yes" };
  await using peer = await openaiPeer(({ model }) => says(answers[model] ?? ""));
  await using models = testModels({ credentials: { c: peer.credential } });
  await runExample(ensemble, { services: { models }, unlike: ["firstMs", "totalMs"] });
});
