import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
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

  test("without tools it is a conversation", async () => {
    const { said, asks } = await reply("Sunny.", { tools: [] });
    expect(said).toEqual(says("Sunny."));
    expect(JSON.stringify(asks)).not.toContain("weather");
  });
});
