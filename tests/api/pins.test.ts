/** A pinned output counts for a manual run of the draft, and for nothing else. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
const cleanUp = new AsyncDisposableStack();
const inputs = { name: "Ada" };
const pinned = {
  ...greeting,
  nodes: { ...greeting.nodes, greet: { ...greeting.nodes.greet!, pinned: { text: "Good day, pin" } } },
};

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

async function outputOf(id: string) {
  await expect.poll(async () => (await ada.api.runs.get({ id })).status).toBe("succeeded");
  return (await ada.api.runs.get({ id })).output;
}

test("a manual run of the draft takes the pinned output instead of running the node", async () => {
  const { id: pipelineId } = await ada.api.pipelines.create({ graph: pinned });
  const run = await ada.api.runs.start({ pipelineId, inputs });
  expect(await outputOf(run.id)).toEqual({ greeting: "Good day, pin" });
  const { steps } = await ada.api.runs.get({ id: run.id });
  expect(steps.find(({ nodeId }) => nodeId === "greet")?.output).toEqual({ text: "Good day, pin" });
});

test("a run over the API and a published version run every node, and a pin is no difference to a version", async () => {
  const { id: pipelineId } = await ada.api.pipelines.create({ graph: pinned });
  const answer = await fetch(`${testServer.url}/api/v1/pipelines/${pipelineId}/runs`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/json" },
    body: JSON.stringify({ inputs }),
  });
  const { id } = (await answer.json()) as { id: string };
  expect(await outputOf(id)).toEqual({ greeting: "Hello Ada" });
  const { number } = await ada.api.pipelines.publish({ id: pipelineId });
  const run = await ada.api.runs.start({ pipelineId, inputs, version: number });
  expect(await outputOf(run.id)).toEqual({ greeting: "Hello Ada" });
  expect((await ada.api.pipelines.get({ id: pipelineId })).publishedRevisionDiffers).toBe(false);
  const { graph } = await ada.api.pipelines.version({ id: pipelineId, number });
  expect(graph.nodes.greet).not.toHaveProperty("pinned");
});
