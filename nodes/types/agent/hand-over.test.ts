import { expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { base, calls, play, says, turnNode, weather } from "../../../tests/helpers/play-agent.ts";
import type { Tool } from "../../define.ts";
import { agent } from "./agent.ts";

const inner = ["prompt", "history", "limits"].map((name) => ({
  ...{ port: name, kind: name === "history" ? ("messages" as const) : ("text" as const), description: undefined },
  ...{ isRequired: name === "prompt", isMultiple: false },
}));
const expert: Tool = { ...base, id: "e", type: "agent", title: "Expert", summary: "Knows.", inputs: inner };

test("hands the conversation over: the other agent answers, within what is left of the limits", async () => {
  const given: Values[] = [];
  const turns = [
    { ...calls(["weather", { city: "Oslo" }]), costUsd: 0.01 },
    { ...calls(["expert", { prompt: "Explain it." }]), content: "One moment.", costUsd: 0.01 },
  ];
  const { call, asks } = play({
    turns,
    tools: [turnNode, weather, expert],
    answer(id, inputs) {
      if (id !== "e") return { text: "Sunny" };
      given.push(inputs);
      return { answer: "It is the sun.", calls: [{}, {}], turns: 3, cost: 0.05 };
    },
  });
  const config = { handOver: { e: true }, maxTurns: 10, maxCalls: 9, maxUsd: 1 };
  const { outputs } = await runNode(agent, { config, inputs: { prompt: "Why?" }, call });
  expect(outputs).toMatchObject({ answer: "It is the sun.", turns: 5 });
  expect(outputs.cost).toBeCloseTo(0.07);
  expect(Object.keys(Object(asks[0]?.tools[1]?.parameters.properties))).toEqual(["prompt"]);
  expect(given).toEqual([
    {
      prompt: "Explain it.",
      history: [{ role: "user", content: "Why?" }],
      limits: { turns: 8, calls: 7, usd: 0.98 },
    },
  ]);
});

test("an agent that is only asked answers this one, and its turns, calls and costs count", async () => {
  const ask = calls(["expert", { prompt: "?" }]);
  const { call, asks } = play({
    turns: [ask, ask, says("Enough.")],
    tools: [turnNode, expert],
    answer: () => ({ answer: "Forty-two", calls: [{}, {}, {}], turns: 4 }),
  });
  const config = { maxTurns: 7, maxCalls: 4 };
  const { outputs } = await runNode(agent, { config, inputs: { prompt: "?" }, call });
  expect(outputs).toMatchObject({ answer: "Enough.", turns: 7 });
  expect(asks[1]?.messages.at(-1)).toMatchObject({ role: "tool", content: "Forty-two" });
  expect(asks[2]?.messages.at(-2)).toMatchObject({ content: expect.stringMatching(/no more than 4 tool calls/) });
});

test("keeps within the limits that another agent leaves it", async () => {
  const oslo = calls(["weather", { city: "Oslo" }]);
  const { call, asks } = play({ turns: [oslo, says("Sunny.")] });
  const inputs = { prompt: "?", limits: { turns: 2, calls: 0, usd: null } };
  const { outputs } = await runNode(agent, { inputs, call });
  expect(outputs).toMatchObject({ answer: "Sunny.", turns: 2 });
  expect(asks[1]?.messages.at(-2)).toMatchObject({ content: expect.stringMatching(/no more than 0 tool calls/) });
});

const lawyer: Tool = { ...expert, id: "l", title: "Lawyer" };
const handOver = { e: true, l: true };
const answered = { answer: "It is the sun.", calls: [], turns: 1 };

test.each(["Be brief.", ""])(
  "the agent that takes over knows the summary of what is older, and not the instructions “%s” of the one before",
  async (instructions) => {
    const given: Values[] = [];
    const { call } = play({
      turns: [calls(["expert", { prompt: "Explain it." }])],
      tools: [turnNode, expert],
      answer(_, inputs) {
        given.push(inputs);
        return answered;
      },
    });
    const history = [
      { role: "system", content: "Summary of the conversation so far:\nIt is about Oslo." },
      { role: "user", content: "Is it sunny?" },
      { role: "assistant", content: "Yes." },
    ];
    await runNode(agent, { config: { handOver, instructions }, inputs: { prompt: "Why?", history }, call });
    expect(given[0]?.history).toEqual([...history, { role: "user", content: "Why?" }]);
  },
);

test("of two agents that are to take over at once the first does, and tools beside it are called", async () => {
  const turns = [
    calls(["lawyer", { prompt: "a" }], ["weather", { city: "Oslo" }], ["expert", { prompt: "b" }]),
    says("Neither could."),
  ];
  const tools = [turnNode, weather, expert, lawyer];
  const taken = play({ turns, tools, answer: (id) => (id === "l" ? answered : { text: "Sunny" }) });
  const config = { handOver, maxTurns: 9 };
  const { outputs } = await runNode(agent, { config, inputs: { prompt: "Why?" }, call: taken.call });
  expect(outputs).toMatchObject({ answer: "It is the sun.", turns: 2 });
  expect(taken.ran.map(({ id }) => id)).toEqual(["turn", "l", "w"]);

  // One that fails takes nothing over: the model goes on, and may call the other.
  const failed = play({ turns, tools, answer: () => ({ error: { code: "node_failed", message: "Away." } }) });
  const second = await runNode(agent, { config, inputs: { prompt: "Why?" }, call: failed.call });
  expect(second.outputs.answer).toBe("Neither could.");
  expect(failed.asks[1]?.messages.flatMap((said) => (said.role === "tool" ? [said.content] : []))).toEqual([
    "Error: Away.",
    "Error: Away.",
    "Error: the conversation is handed over to one agent at a time, and another was called first.",
  ]);
});

test("an agent that is asked nothing further answers the history, which gets no message without words", async () => {
  const { call, asks } = play({ turns: [says("Yes.")] });
  const history = [
    { role: "user", content: " " },
    { role: "assistant", content: "" },
    { role: "user", content: "Is it sunny?" },
  ];
  const { outputs } = await runNode(agent, { config: { instructions: "" }, inputs: { prompt: " ", history }, call });
  expect(asks[0]?.messages).toEqual([history[2]]);
  expect(outputs.messages).toEqual([...history, { role: "assistant", content: "Yes." }]);
});
