/** Tools of an agent that answer too late, with a picture, or not at all for a while, and calls that do not fit them. */
import { expect, test } from "vitest";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Services } from "../../../nodes/define.ts";
import { testDatabase } from "../../helpers/database.ts";
import { testModels } from "../../helpers/models.ts";
import { loopbackFetch } from "../../helpers/node.ts";
import { sessionMcpPeer } from "../../helpers/peers/mcp-peer.ts";
import { type OpenaiReply, openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

type Inside = Parameters<typeof graphOf>[0];

/** Runs an agent with these tools whose model says this, and answers what the model was told of its calls, turn by turn. */
async function runWith(inside: Inside, replies: (count: number) => OpenaiReply, services: Partial<Services> = {}) {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(await openaiPeer((_, count) => replies(count)));
  const models = stack.use(testModels({ credentials: { c: peer.credential } }));
  const db = stack.use(await testDatabase());
  const harness = stack.use(await openHarness(db));
  const model = { provider: "openai-compatible", model: "small", credential: "c" };
  const tools = { graph: { nodes: graphOf({ turn: ["agent-turn"], ...inside }, []).nodes, edges: [] } };
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      agent: ["agent", { model, tools }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > agent.prompt", "agent.answer > out.text"],
  );
  await harness.worker({}, [], { services: { models, ...services } });
  const run = await harness.finished(await harness.start(graph, { text: "go" }));
  const told = peer.asks.map(({ messages }) =>
    messages.flatMap((message) => ("tool_call_id" in message && "content" in message ? [String(message.content)] : [])),
  );
  return { run, told };
}

const once =
  (calls: [string, string][]) =>
  (count: number): OpenaiReply =>
    count === 1 ? { calls } : { words: ["done"] };

const shopOf = (url: string, ...names: string[]): Inside => {
  const offer = { isOffered: true, parameters: { type: "object" } };
  const server = {
    address: `${url}/mcp`,
    title: "Shop",
    tools: names.map((name) => ({ ...offer, name })),
    effect: "effect",
  };
  return { shop: ["mcp-server", { server }] };
};

test("a tool that takes too long, and arguments that do not fit, are told to the model, which answers", async () => {
  const inside = {
    slow: ["nap", { ms: 600_000 }, { title: "Slow", timeout: 0.2, retry: { attempts: 1 } }],
    count: ["transform", { expression: "$value" }, { title: "Count" }],
  } satisfies Inside;
  const calls: [string, string][] = [
    ["slow", "{}"],
    ["slow", '{"text": {"a": [1]}}'],
    ["count", "{}"],
    ["count", '["no object"]'],
  ];
  const { run, told } = await runWith(inside, once(calls));
  expect(run).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(told[1]).toEqual([
    expect.stringMatching(/^Error: .*0\.2/),
    expect.stringMatching(/^Error: /),
    expect.stringMatching(/^Error: .*value/),
    expect.stringMatching(/^Error: the arguments are not JSON/),
  ]);
});

test("of a picture the model is told the file, and it is kept as one", async () => {
  await using shop = await sessionMcpPeer();
  const saved: string[] = [];
  const files: Services["files"] = {
    read: () => Promise.reject(new Error("not here")),
    async save({ name, mime, data }) {
      saved.push(`${name} ${mime}`);
      return { id: "f1", name, mime, bytes: data.length };
    },
  };
  const services = { fetch: loopbackFetch, files };
  const { run, told } = await runWith(shopOf(shop.url, "picture"), once([["picture", "{}"]]), services);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(saved).toEqual(["image.png image/png"]);
  expect(told[1]?.[0]).toContain("image.png");
  expect(told[1]?.[0]).toContain("A note");
});

test("a server that is away is told to the model, and called when it is back", async () => {
  await using shop = await sessionMcpPeer();
  let isAway = true;
  const services: Partial<Services> = {
    async fetch(...asked) {
      if (isAway) throw new PatchbayError("unavailable", "127.0.0.1 does not answer.");
      return await loopbackFetch(...asked);
    },
  };
  const send: OpenaiReply = { calls: [["send", '{"to": "Ada"}']] };
  const replies = (count: number): OpenaiReply => {
    isAway = count < 2;
    return count <= 2 ? send : { words: ["done"] };
  };
  const { run, told } = await runWith(shopOf(shop.url, "send"), replies, services);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(told[1]).toEqual([expect.stringMatching(/^Error: 127\.0\.0\.1 does not answer/)]);
  expect(told[2]?.[1]).toBe("Sent to Ada");
  expect(shop.sent).toEqual(["Ada"]);
});
