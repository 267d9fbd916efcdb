/** The providers' own clients understand the servers that the conformance suite asks. */
import Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { anthropicPeer } from "../../../tests/helpers/peers/models/anthropic-peer.ts";
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
