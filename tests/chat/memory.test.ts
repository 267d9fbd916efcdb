/** What a model is given of a conversation: by the Chat model node and by the Agent node, over the Chat memory node. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMemory } from "../../lib/chat/add-memory.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";

let peer: Awaited<ReturnType<typeof openaiPeer>>;
let testServer: TestServer;
let ada: Tenant;
let credential: string;

beforeAll(async () => {
  peer = await openaiPeer(() => ({ words: ["answer ", String(peer.asks.length)] }));
  testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  ada = await testServer.tenant("ada");
  await testServer.work();
  const lab = { name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" } as const;
  credential = (await ada.api.credentials.create(lab)).id;
});
afterAll(async () => {
  await testServer[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

async function open(type: "chat-model" | "agent", keep: string) {
  const model = { provider: "openai-compatible", model: "small", credential };
  const forgetful = Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
      model: { type, version: 1, config: { model, ...(type === "agent" ? { instructions: "" } : {}) } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "question" }, to: { node: "model", port: "prompt" } },
      {
        id: "b",
        from: { node: "model", port: type === "agent" ? "answer" : "reply" },
        to: { node: "out", port: "answer" },
      },
    ],
  });
  const graph = addMemory(forgetful, makeCatalogue(nodeTypes));
  if (!graph?.nodes.memory) throw new Error("no memory was added");
  graph.nodes.memory.config = { keep, messages: 2, model };
  const { id: pipelineId } = await ada.api.pipelines.create({ name: `${type} ${keep}`, graph });
  const { id } = await ada.api.conversations.create({ pipelineId });
  return async (text: string) => {
    const { runId } = await ada.api.conversations.send({ id, text });
    const turn = async () => (await ada.api.conversations.get({ id })).turns.find((each) => each.runId === runId);
    await expect.poll(async () => (await turn())?.status).toBe("succeeded");
    return { answer: (await turn())?.answer, runId };
  };
}

/** What the model was asked last, as “role: text”. */
function lastAsked(): string[] {
  const { messages } = Object(peer.asks.at(-1));
  return messages.map(({ role, content }: { role: string; content: unknown }) => `${role}: ${String(content)}`);
}

describe.each(["chat-model", "agent"] as const)("a %s", (type) => {
  test("knows the last messages", async () => {
    const say = await open(type, "the last messages");
    const { answer: one } = await say("one");
    expect(lastAsked()).toEqual(["user: one"]);
    const { answer: two } = await say("two");
    expect(lastAsked()).toEqual(["user: one", `assistant: ${one}`, "user: two"]);
    await say("three");
    expect(lastAsked()).toEqual(["user: two", `assistant: ${two}`, "user: three"]);
  });

  test("knows a summary of what is older, which is written once", async () => {
    const say = await open(type, "a summary and the last messages");
    await say("one");
    const { answer: two } = await say("two");
    const before = peer.asks.length;
    const { runId } = await say("three");
    expect(peer.asks.length - before, "the summary, and the answer").toBe(2);
    const { steps } = await ada.api.runs.get({ id: runId });
    const summary = steps.find(({ nodeId }) => nodeId === "memory")?.output?.summary;
    expect(lastAsked()).toEqual([
      `system: Summary of the conversation so far:\n${summary}`,
      "user: two",
      `assistant: ${two}`,
      "user: three",
    ]);
    expect(steps.find(({ nodeId }) => nodeId === "memory")?.tokensOut).toBeGreaterThan(0);
  });
});

test("the words of an answer come as events of its run, from the node that a chat listens to", async () => {
  const say = await open("agent", "everything");
  const { runId, answer } = await say("hello");
  const { pipelineId } = await ada.api.runs.get({ id: runId });
  const { speakers } = await ada.api.conversations.chat({ pipelineId });
  const words: string[] = [];
  for await (const event of await ada.api.runs.events({ id: runId })) {
    // In this process it is what tRPC makes of it: an array of id and event.
    const { data } = Object(Object(event)[1]);
    if (data.type === "step.tokens" && speakers.some((id: string) => data.nodeId.startsWith(id)))
      words.push(...data.deltas.map(([, text]: [number, string]) => text));
  }
  expect(words.join("")).toBe(answer);
});
