/** A conversation in which one agent hands over to another: what that one knows, and who answers the next question. */
import { expect, test } from "vitest";
import { addMemory } from "../../lib/chat/add-memory.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { openTestServer } from "../api/test-server.ts";
import { type OpenaiAsk, openaiPeer } from "../helpers/peers/openai-peer.ts";

const textsOf = ({ messages }: OpenaiAsk) => messages.map(({ role, content }) => `${role}: ${String(content)}`);

test("the agent that takes over knows the summary and the last messages, and the next question is the first agent's", async () => {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(
    await openaiPeer((ask) => {
      const [system = ""] = textsOf(ask);
      if (system.includes("memory of a conversation")) return { words: ["They ask about lamps."] };
      if (system.includes("You are the expert")) return { words: ["The expert's answer."] };
      const isOver = textsOf(ask).at(-1) === "user: Ask the expert";
      return isOver
        ? { calls: [["expert", JSON.stringify({ prompt: "Take over." })]] }
        : { words: ["A plain answer."] };
    }),
  );
  const server = stack.use(await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host }));
  const ada = await server.tenant("ada");
  await server.work();
  const lab = { name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" } as const;
  const credential = (await ada.api.credentials.create(lab)).id;
  const model = { provider: "openai-compatible", model: "small", credential };
  const turn = { type: "agent-turn", version: 1, config: {} };
  const expert = {
    ...{ type: "agent", version: 1, title: "Expert" },
    config: { model, instructions: "You are the expert.", tools: { graph: { nodes: { turn }, edges: [] } } },
  };
  const first = { model, instructions: "You are the desk.", handOver: { expert: true } };
  const forgetful = Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
      desk: {
        type: "agent",
        version: 1,
        config: { ...first, tools: { graph: { nodes: { turn, expert }, edges: [] } } },
      },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "question" }, to: { node: "desk", port: "prompt" } },
      { id: "b", from: { node: "desk", port: "answer" }, to: { node: "out", port: "answer" } },
    ],
  });
  const graph = addMemory(forgetful, makeCatalogue(nodeTypes));
  if (!graph?.nodes.memory) throw new Error("no memory was added");
  graph.nodes.memory.config = { keep: "a summary and the last messages", messages: 2, model };
  const { id: pipelineId } = await ada.api.pipelines.create({ name: "Desk", graph });
  const { id } = await ada.api.conversations.create({ pipelineId });
  const say = async (text: string) => {
    const { runId } = await ada.api.conversations.send({ id, text });
    const answered = async () => (await ada.api.conversations.get({ id })).turns.find((each) => each.runId === runId);
    await expect.poll(async () => (await answered())?.status).toBe("succeeded");
    return (await answered())?.answer;
  };
  await say("one");
  await say("two");
  expect(await say("Ask the expert")).toBe("The expert's answer.");
  const summary = "Summary of the conversation so far:\nThey ask about lamps.";
  const last = ["user: two", "assistant: A plain answer.", "user: Ask the expert"];
  expect(peer.asks.slice(-2).map(textsOf)).toEqual([
    [`system: You are the desk.\n\n${summary}`, ...last],
    [`system: You are the expert.\n\n${summary}`, ...last, "user: Take over."],
  ]);
  expect(await say("four")).toBe("A plain answer.");
  expect(textsOf(peer.asks.at(-1)!)).toEqual([
    expect.stringMatching(/^system: You are the desk\./),
    "user: Ask the expert",
    "assistant: The expert's answer.",
    "user: four",
  ]);
});
