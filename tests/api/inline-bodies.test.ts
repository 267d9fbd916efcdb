/** A body that a node holds goes where its pipeline goes: into versions, files and back. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPipelineFile, writePipelineFile } from "../../lib/graph/pipeline-file.ts";
import { openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
const cleanUp = new AsyncDisposableStack();

const item = { name: "item", kind: "text" };
const result = { name: "result", kind: "text" };
const body = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [item] } },
    t: { type: "transform", version: 1, config: { expression: "$uppercase($)" } },
    out: { type: "output", version: 1, config: { fields: [result] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "item" }, to: { node: "t", port: "value" } },
    { id: "b", from: { node: "t", port: "result" }, to: { node: "out", port: "result" } },
  ],
};
const graph = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "words", kind: "json" }] } },
    each: { type: "map", version: 1, config: { pipeline: { graph: body, inputs: [item], outputs: [result] } } },
    out: { type: "output", version: 1, config: { fields: [{ name: "loud", kind: "json" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "words" }, to: { node: "each", port: "items" } },
    { id: "b", from: { node: "each", port: "results" }, to: { node: "out", port: "loud" } },
  ],
};
const inputs = { words: ["one", "two"] };

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

test("a version keeps the body as it was, also after the draft has changed, and can become the draft again", async () => {
  const { id } = await ada.api.pipelines.create({ graph });
  const { number } = await ada.api.pipelines.publish({ id });
  expect((await ada.api.pipelines.get({ id })).publishedRevisionDiffers).toBe(false);
  const lower = structuredClone(graph);
  lower.nodes.each.config.pipeline.graph.nodes.t.config.expression = "$lowercase($)";
  const { revision } = await ada.api.pipelines.get({ id });
  await ada.api.pipelines.save({ id, graph: lower, revision });
  expect((await ada.api.pipelines.get({ id })).publishedRevisionDiffers).toBe(true);
  const old = await ada.api.runs.start({ pipelineId: id, inputs, version: number });
  expect(await outputOf(old.id)).toEqual({ loud: ["ONE", "TWO"] });
  const now = await ada.api.runs.start({ pipelineId: id, inputs, version: "draft" });
  expect(await outputOf(now.id)).toEqual({ loud: ["one", "two"] });
  const version = await ada.api.pipelines.version({ id, number });
  const again = await ada.api.pipelines.get({ id });
  await ada.api.pipelines.save({ id, graph: version.graph, revision: again.revision });
  expect((await ada.api.pipelines.get({ id })).publishedRevisionDiffers).toBe(false);
});

test("a file keeps the body", async () => {
  const { id } = await ada.api.pipelines.create({ graph });
  const stored = await ada.api.pipelines.get({ id });
  const text = writePipelineFile({ name: "Loud", graph: stored.graph }, () => undefined);
  const read = readPipelineFile(text, "loud.patchbay.json");
  const copy = await ada.api.pipelines.create({ graph: read.graph });
  const run = await ada.api.runs.start({ pipelineId: copy.id, inputs });
  expect(await outputOf(run.id)).toEqual({ loud: ["ONE", "TWO"] });
});

test("publishing says what is wrong inside", async () => {
  const broken = structuredClone(graph);
  broken.nodes.each.config.pipeline.graph.edges.shift();
  const { id } = await ada.api.pipelines.create({ graph: broken });
  await expect(ada.api.pipelines.publish({ id })).rejects.toThrow(
    /Map › Transform: the input “Value” is not connected/,
  );
});
