/** Several calls of one turn in a real run: what fails, what a person has to allow, and what a limit refuses, side by side. */
import { expect, test } from "vitest";
import { decideApproval } from "../../../server/approvals/sql/decide-approval.ts";
import { testDatabase } from "../../helpers/database.ts";
import { testModels } from "../../helpers/models.ts";
import { type OpenaiReply, openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const text = (value: string) => JSON.stringify({ text: value });

async function openAgent(turns: readonly OpenaiReply[], config: object = {}) {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(await openaiPeer((_, count) => turns[count - 1] ?? { words: ["nothing more"] }));
  const models = stack.use(testModels({ credentials: { c: peer.credential } }));
  const db = stack.use(await testDatabase());
  const harness = stack.use(await openHarness(db));
  const nodes = {
    ...{ turn: ["agent-turn"], free: ["nap", { ms: 1 }, { title: "Free" }] },
    ...{ guarded: ["nap", { ms: 1 }, { title: "Guarded" }], ask: ["approval", { title: "May it?" }] },
    ...{
      broken: ["flaky", { times: 99 }, { title: "Broken" }],
      big: ["bulk", { length: 714_286, character: "😀😀😀b" }, { title: "Big" }],
    },
  } satisfies Parameters<typeof graphOf>[0];
  const model = { provider: "openai-compatible", model: "small", credential: "c" };
  const asks = { guarded: "always", free: "never", broken: "never", big: "never" };
  const tools = { graph: { nodes: graphOf(nodes, []).nodes, edges: [] } };
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      agent: ["agent", { model, tools, asks, ...config }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > agent.prompt", "agent.answer > out.text"],
  );
  const owned = stack.move();
  return {
    ...{ peer, harness, services: { models } },
    start: () => harness.start(graph, { text: "go" }),
    async decide(runId: string, decision: "approved" | "refused") {
      const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM "Approval" WHERE "runId" = $1`, [runId]);
      const values = [rows[0]?.id, harness.workspaceId, decision, "", "a person"];
      await db.pool.query({ ...decideApproval, values });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const stepsOf = async (harness: Harness, id: string) => {
  const { steps } = await harness.finished(id, 0);
  return steps.map(({ nodeId, iteration, status }) => `${nodeId} ${iteration} ${status}`);
};
/** What the model was told of its calls, in their order. */
const toldIn = ({ messages }: { messages: readonly object[] }) =>
  messages.flatMap((message) => ("tool_call_id" in message && "content" in message ? [String(message.content)] : []));

test.each(["approved", "refused"] as const)(
  "one call that waits for a person holds up none beside it, and another worker goes on when they have %s",
  async (decision) => {
    const turn: OpenaiReply = {
      calls: [
        ["guarded", text("a")],
        ["free", text("b")],
        ["broken", text("c")],
        ["unknown", text("d")],
        ["free", "{broken"],
      ],
    };
    await using agent = await openAgent([turn, { words: ["done"] }]);
    const { harness, services, peer } = agent;
    const worker = await harness.worker({}, [], { services });
    const id = await agent.start();
    await expect.poll(() => stepsOf(harness, id)).toContain("agent/ask 1 waiting");
    await expect.poll(() => stepsOf(harness, id)).toContain("agent/free 4 succeeded");
    await expect.poll(() => stepsOf(harness, id)).toContain("agent/broken 6 failed");
    worker.abort();
    await worker.stop();
    await harness.worker({}, [], { services });
    await agent.decide(id, decision);
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "done" } });
    expect(peer.asks).toHaveLength(2);
    const told = toldIn(peer.asks[1]!);
    expect(told).toHaveLength(5);
    expect(told[0]).toMatch(decision === "approved" ? /^a/ : /^Error: a person did not allow this call/);
    expect(told[1]).toMatch(/^b/);
    expect(told.slice(2)).toEqual([
      expect.stringMatching(/^Error: /),
      expect.stringMatching(/^Error: there is no tool “unknown”/),
      expect.stringMatching(/^Error: the arguments are not JSON/),
    ]);
    const steps = await stepsOf(harness, id);
    expect(steps.filter((step) => step.startsWith("agent/free"))).toEqual(["agent/free 4 succeeded"]);
    expect(steps.filter((step) => step.startsWith("agent/guarded"))).toHaveLength(decision === "approved" ? 1 : 0);
  },
);

test("a limit that is reached in the middle of a turn refuses the calls behind it", async () => {
  const turn: OpenaiReply = { calls: [0, 1, 2, 3].map((number): [string, string] => ["free", text(`n${number}`)]) };
  await using agent = await openAgent([turn, { words: ["done"] }], { maxCalls: 2 });
  const { harness, services, peer } = agent;
  await harness.worker({}, [], { services });
  const id = await agent.start();
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(toldIn(peer.asks[1]!)).toEqual([
    expect.stringMatching(/^n0/),
    expect.stringMatching(/^n1/),
    expect.stringMatching(/^Error: no more than 2 tool calls are allowed/),
    expect.stringMatching(/^Error: no more than 2 tool calls are allowed/),
  ]);
});

test("of an answer of 5 MB the model is told the beginning, with whole signs, and the run has all of it", async () => {
  await using agent = await openAgent([{ calls: [["big", text("x")]] }, { words: ["done"] }]);
  const { harness, services, peer } = agent;
  await harness.worker({}, [], { services });
  const id = await agent.start();
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "done" } });
  const [told = ""] = toldIn(peer.asks[1]!);
  expect(told.length).toBeLessThan(31_000);
  expect(told).toMatch(/\(The first 30000 of 5000002 characters\. Ask for less\.\)$/);
  expect(told.isWellFormed()).toBe(true);
  const { text: kept } = { ...run.steps.find(({ nodeId }) => nodeId === "agent/big")?.output };
  expect(kept).toMatchObject({ bytes: expect.any(Number) });
});
