/** An agent in a real run: its turns and tool calls are steps, and a run that is continued repeats none of them. */
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { expect, test } from "vitest";
import { resumeRun } from "../../../engine/history/resume-run.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import type { Services } from "../../../nodes/define.ts";
import { decideApproval } from "../../../server/approvals/sql/decide-approval.ts";
import { makeCheckConfig } from "../../../server/check-config.ts";
import { resumeDeps } from "../../../server/pipelines/start-pipeline-run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness, testNodeTypes, textField } from "../fixtures.ts";

/** A model that says these one after the other. It has no tool calls, so it says in JSON what it calls. */
function scripted(...responses: string[]): Partial<Services> & { asked(): number } {
  let asked = 0;
  const chat = async () => new FakeListChatModel({ responses: [responses[asked++] ?? "nothing more to say"] });
  return { models: { chat, embed: () => Promise.reject(new Error("not here")) }, asked: () => asked };
}

const toolCall = (tool: string, text = "x") => JSON.stringify({ tool, arguments: { text } });
const answer = (text: string) => JSON.stringify({ tool: "none", answer: text });

function agentWith(nodes: Record<string, [string, object?, object?]>, config: object = {}) {
  const { nodes: inside } = graphOf({ turn: ["agent-turn"], ...nodes }, []);
  const tools = { graph: { nodes: inside, edges: [] } };
  return graphOf(
    {
      in: ["input", { fields: [textField] }],
      agent: ["agent", { tools, ...config }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > agent.prompt", "agent.answer > out.text"],
  );
}

const stepsOf = async (harness: Harness, id: string) => {
  const { steps } = await harness.finished(id, 0);
  return steps
    .filter(({ nodeId }) => nodeId.startsWith("agent/"))
    .map(({ nodeId, iteration, status }) => `${nodeId} ${iteration} ${status}`)
    .toSorted();
};

test("every turn and every call is a step of its own, and a tool that fails does not fail the run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const services = scripted(toolCall("nap"), toolCall("broken"), answer("both tried"));
  await harness.worker({}, [], { services });
  const tools = { nap: ["nap", { ms: 1 }], broken: ["flaky", { times: 9 }, { title: "Broken" }] } as const;
  const id = await harness.start(agentWith({ nap: [...tools.nap], broken: [...tools.broken] }), { text: "go" });
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "both tried" } });
  expect(await stepsOf(harness, id)).toEqual([
    "agent/broken 5 failed",
    "agent/nap 2 succeeded",
    "agent/turn 0 succeeded",
    "agent/turn 3 succeeded",
    "agent/turn 6 succeeded",
  ]);
});

test("a run that another worker continues asks and calls nothing again that had finished", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const first = scripted(toolCall("nap"), toolCall("wait"));
  const worker = await harness.worker({}, [], { services: first });
  const graph = agentWith({ nap: ["nap", { ms: 1 }], wait: ["nap", { ms: 600_000 }, { title: "Wait" }] });
  const id = await harness.start(graph, { text: "go" });
  const waiting = "agent/wait 5 running";
  await expect.poll(() => stepsOf(harness, id)).toContain(waiting);
  const second = scripted(answer("there"));
  worker.abort();
  await worker.stop();
  // The call that was cut off is made again, and here it fails at once; then only the last turn is left to ask.
  await harness.worker({ attemptMs: 50 }, [], { services: second });
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "there" } });
  expect(first.asked(), "the first worker asked twice").toBe(2);
  expect(second.asked(), "the second one only what was left").toBe(1);
  const steps = await stepsOf(harness, id);
  expect(steps.filter((step) => step.startsWith("agent/nap"))).toEqual(["agent/nap 2 succeeded"]);
});

test("a recorded turn names the same tool whatever the tools beside it are called on the canvas", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker({}, [], { services: scripted(toolCall("nap"), toolCall("nap_2"), answer("both")) });
  const nap = (settings: object): [string, object, object] => ["nap", { ms: 1 }, settings];
  // On the canvas they are “Nap 2”, “Nap 3” and “Nap”: a title that was given comes first, and one that is off counts.
  const graph = agentWith({ off: nap({ disabled: true }), plain: nap({}), titled: nap({ title: "Nap" }) });
  const id = await harness.start(graph, { text: "go" });
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "both" } });
  const calls = (await stepsOf(harness, id)).filter((step) => !step.startsWith("agent/turn"));
  expect(calls).toEqual(["agent/plain 2 succeeded", "agent/titled 5 succeeded"]);
});

test("an approval inside holds no worker, and the call goes on when it is given", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker({}, [], { services: scripted(toolCall("nap"), answer("done")) });
  const graph = agentWith({ nap: ["nap", { ms: 1 }], ask: ["approval", { title: "May it?" }] }, { ask: "always" });
  const id = await harness.start(graph, { text: "go" });
  await expect.poll(() => stepsOf(harness, id)).toContain("agent/ask 1 waiting");
  const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM "Approval" WHERE "runId" = $1`, [id]);
  expect(rows).toHaveLength(1);
  await db.pool.query({ ...decideApproval, values: [rows[0]?.id, harness.workspaceId, "approved", "", "a person"] });
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(await stepsOf(harness, id)).toContain("agent/nap 2 succeeded");
});

test("a person is asked before a tool in which something changes the outside", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const body = graphOf({ in: ["input", { fields: [textField] }], send: ["post", { url: "http://127.0.0.1:1" }] }, [
    "in.text > send.text",
  ]);
  const pipeline = { graph: body, inputs: [textField], outputs: [] };
  const inner = { graph: graphOf({ turn: ["agent-turn"], post: ["sub-pipeline", { pipeline }] }, []) };
  await harness.worker({}, [], {
    services: scripted(JSON.stringify({ tool: "deep", arguments: { prompt: "x" } }), answer("done")),
  });
  const tools = { deep: ["agent", { tools: inner }, { title: "Deep" }], ask: ["approval"] } as const;
  const graph = agentWith({ deep: [...tools.deep], ask: [...tools.ask] }, { ask: "effects" });
  const id = await harness.start(graph, { text: "go" });
  await expect.poll(() => stepsOf(harness, id)).toContain("agent/ask 1 waiting");
});

test("an agent that the conversation is handed over to answers, and its turns and calls are steps of the run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const inner = { graph: graphOf({ turn: ["agent-turn"], nap: ["nap", { ms: 1 }] }, []) };
  const services = scripted(
    JSON.stringify({ tool: "expert", arguments: { prompt: "Explain." } }),
    toolCall("nap"),
    answer("It is the sun."),
  );
  await harness.worker({}, [], { services });
  const expert = ["agent", { tools: inner }, { title: "Expert" }] as const;
  const id = await harness.start(agentWith({ expert: [...expert] }, { handOver: { expert: true } }), { text: "Why?" });
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "It is the sun." } });
  expect(services.asked()).toBe(3);
  const steps = await stepsOf(harness, id);
  expect(steps.filter((step) => step.includes("/expert"))).toEqual([
    "agent/expert 2 succeeded",
    "agent/expert/nap 2/2 succeeded",
    "agent/expert/turn 2/0 succeeded",
    "agent/expert/turn 2/3 succeeded",
  ]);
});

test("a turn that failed is asked again when the run is resumed", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const words = scripted(toolCall("nap"), answer("there"));
  let isBroken = true;
  const chat: Services["models"]["chat"] = async (...asked) => {
    const model = await words.models?.chat(...asked);
    if (words.asked() === 1 || !isBroken) return model ?? Promise.reject(new Error("no model"));
    throw new PatchbayError("provider_refused", "The key is wrong.");
  };
  const models = { chat, embed: () => Promise.reject(new Error("not here")) };
  await harness.worker({}, [], { services: { models } });
  const id = await harness.start(agentWith({ nap: ["nap", { ms: 1 }] }), { text: "go" });
  expect(await harness.finished(id)).toMatchObject({
    status: "failed",
    error: { code: "provider_refused", nodeId: "agent/turn" },
  });
  isBroken = false;
  const { broker, workspaceId } = harness;
  const checkConfig = makeCheckConfig(testNodeTypes);
  const deps = resumeDeps({ db, broker, catalogue: makeCatalogue(testNodeTypes), checkConfig });
  const again = await resumeRun(deps, { workspaceId, runId: id });
  const run = await harness.finished(again.id);
  expect(run).toMatchObject({ status: "succeeded" });
  expect(run.steps.find(({ nodeId }) => nodeId === "agent/nap")?.reusedFrom).toBe(id);
});
