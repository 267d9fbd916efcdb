import { describe, expect, test } from "vitest";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { base, calls, play, says, turnNode, weather } from "../../../tests/helpers/play-agent.ts";
import type { Tool, ToolRun } from "../../define.ts";
import { agent } from "./agent.ts";

const send: Tool = { ...base, id: "s", type: "post", title: "Send", summary: "Sends.", effect: "effect" };
const approval: Tool = { ...base, id: "a", type: "approval", title: "Approval", summary: "" };

describe("agent", () => {
  test("its example", async () => {
    const { call } = play({
      turns: [calls(["weather", { city: "Oslo" }]), says("It is sunny in Oslo.")],
      answer: (_, { city }) => ({ text: `Sunny in ${city}` }),
    });
    await runExample(agent, { call });
  });

  test("tells the model of its tools, and every call has an index of its own, the same each time", async () => {
    const turns = [calls(["weather", { city: "Oslo" }], ["weather", { city: "Rome" }]), says("Both sunny.")];
    const first = play({ turns });
    const { outputs } = await runNode(agent, { inputs: { prompt: "?" }, call: first.call });
    expect(outputs).toMatchObject({ answer: "Both sunny.", turns: 2 });
    expect(first.asks[0]?.tools).toEqual([
      {
        name: "weather",
        description: "Weather: Tells it.",
        parameters: {
          type: "object",
          properties: { city: { type: "string", description: "Of the city." } },
          required: ["city"],
        },
      },
    ]);
    expect(first.asks[1]?.messages.slice(-2)).toEqual([
      { role: "tool", id: "c0", tool: "weather", content: "Sunny" },
      { role: "tool", id: "c1", tool: "weather", content: "Sunny" },
    ]);
    const again = play({ turns });
    await runNode(agent, { inputs: { prompt: "?" }, call: again.call });
    expect(again.ran).toEqual(first.ran);
    expect(new Set(first.ran.map(({ index }) => index)).size).toBe(first.ran.length);
  });

  test("tells the model what is wrong with a call, and goes on", async () => {
    const { call, asks } = play({
      turns: [
        calls(["wether", {}], ["weather", {}], ["weather", { "(not JSON)": "{" }], ["weather", { city: "Oslo" }]),
        says("Done."),
      ],
      answer: () => ({ error: { code: "node_failed", message: "The station is closed." } }),
    });
    expect((await runNode(agent, { inputs: { prompt: "?" }, call })).outputs.answer).toBe("Done.");
    const results = asks[1]?.messages.flatMap((said) => (said.role === "tool" ? [said.content] : []));
    expect(results).toEqual([
      "Error: there is no tool “wether”. There are: weather.",
      "Error: The input “city” is missing. Give it a text.",
      "Error: the arguments are not JSON. Call the tool again with a JSON object.",
      "Error: The station is closed.",
    ]);
  });

  test("an input for many values gets a list, each of its kind", async () => {
    const many = { port: "lines", kind: "text", description: undefined, isRequired: true, isMultiple: true } as const;
    const join: Tool = { ...base, id: "j", type: "join", title: "Join", summary: "", inputs: [many] };
    const given: Values[] = [];
    const { call, asks } = play({
      turns: [
        calls(
          ["join", {}],
          ["join", { lines: [] }],
          ["join", { lines: [{ a: 1 }, null] }],
          ["join", { lines: ["a", 5] }],
        ),
        calls(["join", { lines: "a" }]),
        says("Done."),
      ],
      tools: [turnNode, join],
      answer(_, inputs) {
        given.push(inputs);
        return { text: "joined" };
      },
    });
    await runNode(agent, { inputs: { prompt: "?" }, call });
    expect(given).toEqual([{ lines: ["a", "5"] }, { lines: ["a"] }]);
    const told = asks[1]?.messages.flatMap((said) => (said.role === "tool" ? [said.content] : []));
    expect(told?.slice(0, 3)).toEqual([
      "Error: The input “lines” is missing. Give it a list of at least one value.",
      "Error: The input “lines” is missing. Give it a list of at least one value.",
      expect.stringMatching(/^Error: The input “lines”/),
    ]);
  });

  test("keeps its limits: further calls are refused, and at the last turn the model has no tools", async () => {
    const oslo = calls(["weather", { city: "Oslo" }]);
    const { call, asks, ran } = play({ turns: [oslo, oslo, says("Sunny.")] });
    const config = { maxTurns: 3, maxCalls: 1 };
    expect((await runNode(agent, { config, inputs: { prompt: "?" }, call })).outputs).toMatchObject({
      answer: "Sunny.",
    });
    expect(ran.filter(({ id }) => id === "w")).toHaveLength(1);
    expect(asks.map(({ tools }) => tools.length)).toEqual([1, 1, 0]);
    const endless = play({ turns: [oslo, oslo] });
    const strict = { maxTurns: 2, onLimit: "fail" };
    await expect(runNode(agent, { config: strict, inputs: { prompt: "?" }, call: endless.call })).rejects.toMatchObject(
      {
        userMessage: expect.stringMatching(/no answer after 2 turns/),
      },
    );
  });

  test("keeps its limit of money: it answers while it can, and fails before it spends more", async () => {
    const oslo = (costUsd?: number) => ({ ...calls(["weather", { city: "Oslo" }]), ...(costUsd ? { costUsd } : {}) });
    const inTime = play({ turns: [oslo(0.01), oslo(0.02), { ...says("Sunny."), costUsd: 0.01 }] });
    const config = { maxUsd: 0.06 };
    const { outputs } = await runNode(agent, { config, inputs: { prompt: "?" }, call: inTime.call });
    expect(outputs).toMatchObject({ answer: "Sunny.", cost: 0.04 });
    expect(inTime.asks.map(({ tools }) => tools.length)).toEqual([1, 1, 0]);

    const fails = (turns: Json[], more = {}) => {
      const { call, asks } = play({ turns });
      const run = runNode(agent, { config: { ...config, ...more }, inputs: { prompt: "?" }, call });
      return { run, asks };
    };
    const dear = fails([oslo(0.07)]);
    await expect(dear.run).rejects.toMatchObject({ userMessage: expect.stringMatching(/has spent \$0.07 of \$0.06/) });
    expect(dear.asks).toHaveLength(1);
    const strict = fails([oslo(0.03)], { onLimit: "fail" });
    await expect(strict.run).rejects.toMatchObject({ userMessage: expect.stringMatching(/has spent \$0.03/) });
    await expect(fails([oslo()]).run).rejects.toMatchObject({
      userMessage: expect.stringMatching(/price of the agent's model is not known/),
    });
  });

  test("asks a person before a tool with an effect, and tells the model when they say no", async () => {
    const turns = [calls(["send", {}], ["weather", { city: "Oslo" }]), says("Not sent.")];
    const tools = [turnNode, weather, send, approval];
    const answer = (id: string) => (id === "a" ? { refused: {}, comment: "Not today." } : { text: "Sunny" });
    const { call, ran, asks } = play({ turns, tools, answer });
    await runNode(agent, { config: { ask: "effects" }, inputs: { prompt: "?" }, call });
    expect(ran.map(({ id }) => id)).toEqual(["turn", "a", "w", "turn"]);
    expect(asks[1]?.messages.at(-2)).toMatchObject({
      content: "Error: a person did not allow this call. They said: Not today.",
    });
    const without = play({ turns, tools: [turnNode, send] });
    await expect(
      runNode(agent, { config: { ask: "always" }, inputs: { prompt: "?" }, call: without.call }),
    ).rejects.toMatchObject({ userMessage: expect.stringMatching(/Put an Approval node into the agent/) });
  });

  test("the tools of an MCP server are tools of the agent, each with its own effect and approval", async () => {
    const offer = { description: "", parameters: { type: "object" }, isOffered: true };
    const offers = [
      { ...offer, name: "get.stock", description: "Counts.", effect: "costly" },
      { ...offer, name: "weather", ask: "always" },
      { ...offer, name: "label", keyed: true, ask: "never" },
      { ...offer, name: "hidden", isOffered: false },
      { ...offer, name: "lost", gone: true },
      { unreadable: true },
    ];
    const shop: Tool = { ...base, id: "m", type: "mcp-server", title: "Shop", summary: "", effect: "effect", offers };
    const given: { inputs: Values; acts: ToolRun["acts"] }[] = [];
    const turns = [
      calls(["get_stock", { sku: 1 }], ["shop_weather", {}], ["label", { n: 1 }], ["weather", { city: "Oslo" }]),
      says("Done."),
    ];
    const { call, asks, ran } = play({
      turns,
      tools: [turnNode, weather, shop, approval],
      answer: (id) => (id === "a" ? { approved: {} } : { text: "7", data: { count: 7 } }),
    });
    const runTool: typeof call.runTool = async (id, inputs, how) => {
      if (id === "m") given.push({ inputs, acts: how.acts });
      return await call.runTool(id, inputs, how);
    };
    await runNode(agent, { config: { ask: "effects" }, inputs: { prompt: "?" }, call: { ...call, runTool } });
    expect(asks[0]?.tools.map(({ name, description }) => [name, description])).toEqual([
      ["weather", "Weather: Tells it."],
      ["get_stock", "Counts."],
      ["shop_weather", "Shop: weather"],
      ["label", "Shop: label"],
    ]);
    expect(ran.map(({ id }) => id).toSorted()).toEqual(["a", "m", "m", "m", "turn", "turn", "w"]);
    expect(given.toSorted((one, two) => String(one.inputs.tool).localeCompare(String(two.inputs.tool)))).toEqual([
      { inputs: { tool: "get.stock", arguments: { sku: 1 } }, acts: { effect: "costly", keyed: false } },
      { inputs: { tool: "label", arguments: { n: 1 } }, acts: { effect: "effect", keyed: true } },
      { inputs: { tool: "weather", arguments: {} }, acts: { effect: "effect", keyed: false } },
    ]);
    expect(asks[1]?.messages.at(-1)).toMatchObject({ role: "tool", content: "7" });
  });

  test("asks for a tool as it is said of that tool, whatever is said of all", async () => {
    const turns = [calls(["send", {}], ["weather", { city: "Oslo" }]), says("Done.")];
    const tools = [turnNode, weather, send, approval];
    const answer = (id: string) => (id === "a" ? { approved: {} } : { text: "Sunny" });
    const { call, ran } = play({ turns, tools, answer });
    const config = { ask: "effects", asks: { s: "never", w: "always" } };
    await runNode(agent, { config, inputs: { prompt: "?" }, call });
    expect(ran.map(({ id }) => id).toSorted()).toEqual(["a", "s", "turn", "turn", "w"]);
    expect(ran.filter(({ id }) => id === "a")).toEqual([{ id: "a", index: 3 }]);
  });

  test("fails as its model did", async () => {
    const runTool = () => Promise.reject(new PatchbayError("provider_refused", "The key is wrong."));
    const call = { tools: () => [turnNode], runTool };
    await expect(runNode(agent, { inputs: { prompt: "?" }, call })).rejects.toMatchObject({
      code: "provider_refused",
      userMessage: "The key is wrong.",
    });
  });
});
