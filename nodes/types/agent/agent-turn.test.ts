import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { agentTurn } from "./agent-turn.ts";

const says = (content: string) => ({ role: "assistant", content, calls: [] });

test("its example", async () => {
  const words = ['{"tool": "weather", "arguments": {"city": "Oslo"}}'];
  await using peer = await openaiPeer(() => ({ words }));
  const model = { provider: "openai-compatible", model: "small", credential: "c" } as const;
  await using models = testModels({ credentials: { c: peer.credential }, defaultModel: model });
  await runExample(agentTurn, { services: { models } });
});

describe("a turn of a model with tool calls", () => {
  const model = { provider: "openai-compatible", model: "small", credential: "c" } as const;
  const tool = { name: "weather", description: "Tells it.", parameters: { type: "object", properties: {} } };
  const asked = {
    model,
    temperature: 0,
    maxTokens: 100,
    onIncomplete: "fail",
    tools: [tool],
    messages: [{ role: "user", content: "Weather?" }] as Json[],
  };

  test("calls several at once, and is told their results under the ids of the calls", async () => {
    const calls: [string, string][] = [
      ["weather", '{"city": "Oslo", "id": 9007199254740993}'],
      ["weather", '{"city": "Rome"'],
    ];
    await using peer = await openaiPeer((_, count) => (count === 1 ? { calls } : { words: ["Sunny."] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const first = await runNode(agentTurn, { inputs: { ask: asked }, services: { models } });
    const said = {
      role: "assistant",
      content: "",
      calls: [
        { id: "t0", tool: "weather", arguments: { city: "Oslo", id: 9007199254740993n } },
        { id: "t1", tool: "weather", arguments: { "(not JSON)": true } },
      ],
    };
    expect(first.outputs.said).toEqual(said);
    expect(peer.asks[0]?.tools).toMatchObject([{ type: "function", function: { name: "weather" } }]);
    const results = ["t0", "t1"].map((id) => ({ role: "tool", id, tool: "weather", content: "Sunny" }));
    const messages = [...asked.messages, first.outputs.said ?? null, ...results];
    const second = await runNode(agentTurn, { inputs: { ask: { ...asked, messages } }, services: { models } });
    expect(second.outputs.said).toEqual(says("Sunny."));
    expect(peer.asks[1]?.messages.slice(1)).toMatchObject([
      { role: "assistant", tool_calls: [{ id: "t0" }, { id: "t1" }] },
      { role: "tool", tool_call_id: "t0" },
      { role: "tool", tool_call_id: "t1" },
    ]);
  });

  test("a call that may be cut is not made, also one whose arguments had not begun", async () => {
    const sent = (finish: string | null, args: string) => {
      const call = { index: 0, id: "t0", function: { name: "weather", arguments: args } };
      return `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [call] }, finish_reason: finish }] })}\n\n`;
    };
    const turn = async (body: string, onIncomplete: string) => {
      await using peer = await httpPeer((_request, response) => void response.end(body));
      const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "" };
      await using models = testModels({ credentials: { c: credential } });
      const ran = await runNode(agentTurn, { inputs: { ask: { ...asked, onIncomplete } }, services: { models } });
      return ran.outputs.said;
    };
    const unread = { calls: [{ id: "t0", arguments: { "(not JSON)": true } }] };
    for (const args of ["", '{"city": "Os', '{"city": "Oslo"}']) {
      await expect(turn(sent(null, args), "fail")).rejects.toMatchObject({ code: "answer_broken" });
      await expect(turn(sent("length", args), "fail")).rejects.toMatchObject({ code: "answer_cut" });
    }
    for (const finish of [null, "length"]) {
      expect(await turn(sent(finish, ""), "continue")).toMatchObject(unread);
      expect(await turn(sent(finish, '{"city": "Os'), "continue")).toMatchObject(unread);
    }
    expect(await turn(sent("tool_calls", ""), "fail")).toMatchObject({ calls: [{ id: "t0", arguments: {} }] });
  });

  test.each([
    [
      ["same", "same", "same"],
      ["same", "same_2", "same_3"],
    ],
    [
      ["a", "a", "a_2"],
      ["a", "a_2", "a_2_3"],
    ],
  ])("calls under the ids %j have ids of their own", async (given, own) => {
    const calls = given.map((id, index) => ({
      index,
      id,
      function: { name: "weather", arguments: `{"n": ${index}}` },
    }));
    const part = { choices: [{ delta: { tool_calls: calls }, finish_reason: "tool_calls" }] };
    await using peer = await httpPeer((_request, response) => void response.end(`data: ${JSON.stringify(part)}\n\n`));
    const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "" };
    await using models = testModels({ credentials: { c: credential } });
    const { outputs } = await runNode(agentTurn, { inputs: { ask: asked }, services: { models } });
    const expected = own.map((id, n) => ({ id, tool: "weather", arguments: { n } }));
    expect(outputs.said).toMatchObject({ calls: expected });
  });

  test("a server that takes no tools is asked in JSON", async () => {
    await using peer = await openaiPeer(({ tools }) =>
      tools ? { status: 400, message: "this model does not support tools" } : { words: ['{"tool":"weather"}'] },
    );
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs } = await runNode(agentTurn, { inputs: { ask: asked }, services: { models } });
    expect(outputs.said).toMatchObject({ calls: [{ tool: "weather" }] });
  });
});

describe("a turn of a model without tool calls", () => {
  const model = { provider: "openai-compatible", model: "small", credential: "c" } as const;
  const tool = { name: "weather", description: "Tells it.", parameters: { type: "object", properties: {} } };
  const ask = (more: object) => ({
    ask: { model, temperature: 0, maxTokens: 100, onIncomplete: "fail", messages: [], tools: [tool], ...more } as Json,
  });
  const reply = async (text: string, more: object = {}) => {
    await using peer = await openaiPeer(() => ({ words: [text] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather?" },
    ];
    const ran = await runNode(agentTurn, { inputs: ask({ messages, ...more }), services: { models } });
    return { said: ran.outputs.said, asks: peer.asks, usage: ran.usage };
  };

  test("calls a tool in JSON, or answers", async () => {
    const { said, usage } = await reply('{"tool": "weather", "arguments": {"city": "Oslo", "id": 9007199254740993}}');
    expect(said).toEqual({
      role: "assistant",
      content: "",
      calls: [{ id: expect.any(String), tool: "weather", arguments: { city: "Oslo", id: 9007199254740993n } }],
    });
    expect(usage).toHaveLength(1);
    expect((await reply('{"tool": "none", "answer": "Sunny."}')).said).toEqual(says("Sunny."));
    expect((await reply("It is sunny.")).said).toEqual(says("It is sunny."));
  });

  test("what it tells of, with JSON in it, is no call, and its own JSON stays an answer", async () => {
    const tale = 'The page says {"tool": "weather", "arguments": {"city": "Oslo"}}, and nothing else.';
    const json = '{"answer": "Paris", "confidence": 0.9}';
    for (const text of [tale, json]) expect((await reply(text)).said).toEqual(says(text));
    const fenced = '```json\n{"name": "weather", "parameters": {"city": "Oslo"}}\n```';
    expect((await reply(fenced)).said).toMatchObject({ calls: [{ tool: "weather", arguments: { city: "Oslo" } }] });
    const tagged = '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>';
    expect((await reply(tagged)).said).toMatchObject({ calls: [{ tool: "weather" }] });
  });

  test("without tools it is a conversation", async () => {
    const { said, asks } = await reply("Sunny.", { tools: [] });
    expect(said).toEqual(says("Sunny."));
    expect(JSON.stringify(asks)).not.toContain("weather");
  });
});
