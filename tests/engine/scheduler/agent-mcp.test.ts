/** Tools of an MCP server in a real run: a worker that ends in a call never has one with an effect made again. */
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { expect, test } from "vitest";
import type { Services } from "../../../nodes/define.ts";
import { testDatabase } from "../../helpers/database.ts";
import { loopbackFetch } from "../../helpers/node.ts";
import { type McpPeer, sessionMcpPeer } from "../../helpers/peers/mcp-peer.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

function scripted(...responses: string[]): Partial<Services> {
  let asked = 0;
  const chat = async () => new FakeListChatModel({ responses: [responses[asked++] ?? "nothing more to say"] });
  return { models: { chat, embed: () => Promise.reject(new Error("not here")) }, fetch: loopbackFetch };
}
const toolCall = (tool: string, args = {}) => JSON.stringify({ tool, arguments: args });
const answer = (text: string) => JSON.stringify({ tool: "none", answer: text });

function agentFor(peer: McpPeer, wait: object) {
  const offer = { isOffered: true, parameters: { type: "object" } };
  const tools = [
    { ...offer, name: "send" },
    { ...offer, name: "wait", ...wait },
    { ...offer, name: "refuse" },
  ];
  const server = { address: `${peer.url}/mcp`, title: "Shop", tools, effect: "effect" };
  const { nodes } = graphOf({ turn: ["agent-turn"], shop: ["mcp-server", { server }] }, []);
  return graphOf(
    {
      in: ["input", { fields: [textField] }],
      agent: ["agent", { tools: { graph: { nodes, edges: [] } } }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > agent.prompt", "agent.answer > out.text"],
  );
}

/** The worker ends while the server has the call “wait”; another one goes on, and there it answers at once. */
async function cutOff(wait: object) {
  await using peer = await sessionMcpPeer();
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const services = scripted(toolCall("send", { to: "Ada" }), toolCall("wait"));
  const worker = await harness.worker({}, [], { services });
  const id = await harness.start(agentFor(peer, wait), { text: "go" });
  await expect.poll(() => peer.waiting.size).toBe(1);
  let again = 0;
  peer.answers.set("wait", () => {
    again += 1;
    return { content: [{ type: "text", text: "here" }] };
  });
  worker.abort();
  await worker.stop();
  await harness.worker({}, [], { services: scripted(answer("done")) });
  const run = await harness.finished(id);
  return { run, again, sent: peer.sent };
}

test("a call that changes something is in doubt and is not made again, nor is what had finished", async () => {
  const { run, again, sent } = await cutOff({});
  expect(run).toMatchObject({ status: "failed", error: { code: "in_doubt", nodeId: "agent/shop" } });
  expect({ again, sent }).toEqual({ again: 0, sent: ["Ada"] });
});

test.each([
  ["one that only reads", { effect: "costly" }],
  ["one that may be repeated", { effect: "effect", keyed: true }],
  ["one of which a person says that it may be repeated", { acts: "repeatable" }],
])("%s is made again", async (_, wait) => {
  const { run, again, sent } = await cutOff(wait);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect({ again, sent }).toEqual({ again: 1, sent: ["Ada"] });
});

test("a tool that fails is told to the model, and each call is a step of the server's node", async () => {
  await using peer = await sessionMcpPeer();
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker({}, [], { services: scripted(toolCall("refuse"), toolCall("send", { to: "B" }), answer("ok")) });
  const id = await harness.start(agentFor(peer, {}), { text: "go" });
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "ok" } });
  const calls = run.steps.filter(({ nodeId }) => nodeId === "agent/shop");
  expect(calls.map(({ status, error }) => [status, error?.message]).toSorted()).toEqual([
    ["failed", "refuse: No paper left."],
    ["succeeded", undefined],
  ]);
});
