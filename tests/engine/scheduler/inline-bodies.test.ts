/** Bodies that their node holds. */
import { expect, test } from "vitest";
import { readBodies } from "../../../engine/history/read-nested.ts";
import { previewResume, resumeRun } from "../../../engine/history/resume-run.ts";
import { checkBodies, freezePipeline } from "../../../engine/queue/snapshots/freeze-bodies.ts";
import { readSnapshot } from "../../../engine/queue/snapshots/snapshots.ts";
import { isSameVersion } from "../../../lib/diff/same-version.ts";
import { Graph } from "../../../lib/graph/graph.ts";
import { interfaceOf } from "../../../lib/graph/pipeline-ref.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { makeCheckConfig } from "../../../server/check-config.ts";
import { resumeDeps } from "../../../server/pipelines/start-pipeline-run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, testNodeTypes, textField } from "../fixtures.ts";

const catalogue = makeCatalogue(testNodeTypes);
const list = { name: "list", kind: "json" } as const;
const results = { name: "results", kind: "json" } as const;

const shouting = graphOf(
  {
    in: ["input", { fields: [textField] }],
    t: ["transform", { expression: "$uppercase($)" }],
    out: ["output", { fields: [textField] }],
  },
  ["in.text > t.value", "t.result > out.text"],
);

const inline = (graph: Graph) => ({ graph, ...interfaceOf(graph, catalogue) });

const mapping = (pipeline: object, more: object = {}): Graph =>
  graphOf(
    {
      in: ["input", { fields: [list] }],
      map: ["map", { pipeline, ...more }],
      out: ["output", { fields: [results] }],
    },
    ["in.list > map.items", "map.results > out.results"],
  );

test("a map runs the body that it holds once for each item, in child runs as well", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const run = await harness.finished(await harness.start(mapping(inline(shouting)), { list: ["a", "b"] }));
  expect(run).toMatchObject({ status: "succeeded", output: { results: ["A", "B"] } });
  const inside = run.steps.filter(({ nodeId }) => nodeId === "map/t").map(({ iteration }) => iteration);
  expect(inside.sort()).toEqual(["0", "1"]);
  const spread = mapping(inline(shouting), { spread: 2, batch: 1 });
  const parts = await harness.finished(await harness.start(spread, { list: ["c", "d", "e"] }));
  expect(parts.output).toEqual({ results: ["C", "D", "E"] });
});

test("bodies nest, and a loop's feeds its outputs back", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const growing = graphOf(
    {
      in: ["input", { fields: [textField] }],
      t: ["transform", { expression: "$ & '!'" }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > t.value", "t.result > out.text"],
  );
  const looping = graphOf(
    {
      in: ["input", { fields: [textField] }],
      again: ["loop", { pipeline: inline(growing), until: "$length(text) > 3" }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > again.text", "again.text > out.text"],
  );
  const run = await harness.finished(await harness.start(mapping(inline(looping)), { list: ["a", "bcd"] }));
  expect(run).toMatchObject({ status: "succeeded", output: { results: ["a!!!", "bcd!"] } });
  expect(run.steps.filter(({ nodeId }) => nodeId === "map/again/t")).toHaveLength(4);
});

test("is frozen with the graph around it, stays in the frozen node, and can be read by its path", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { workspaceId, pipelineId } = harness;
  const deps = { pool: db.pool, catalogue };
  const graph = mapping(inline(shouting));
  const { snapshotId, isFinal } = await freezePipeline(deps, { workspaceId, id: pipelineId, name: "Test", graph });
  expect(isFinal).toBe(true);
  const frozen = await readSnapshot(deps, workspaceId, snapshotId);
  expect(frozen.nodes.map?.config.pipeline).toMatchObject({ graph: shouting, snapshotId: expect.any(String) });
  expect(isSameVersion(frozen, graph)).toBe(true);
  expect(await readBodies(deps, workspaceId, frozen)).toEqual({ map: shouting });
  const other = mapping(inline(Graph.parse({ ...shouting, edges: shouting.edges.slice(1) })));
  expect(isSameVersion(other, graph)).toBe(false);
});

test("what is wrong inside is said with the way to it, and a body cannot run the pipeline it is in", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { workspaceId, pipelineId } = harness;
  const bare = inline(Graph.parse({ ...shouting, edges: shouting.edges.slice(1) }));
  await expect(harness.start(mapping(bare), { list: [] })).rejects.toMatchObject({
    code: "invalid_graph",
    userMessage: expect.stringContaining("Map › Transform: the input “Value” is not connected."),
  });
  const itself = graphOf({ sub: ["sub-pipeline", { pipeline: { id: pipelineId, inputs: [], outputs: [] } }] }, []);
  const whole = { workspaceId, id: pipelineId, name: "Test", graph: mapping(inline(itself)) };
  const issues = await checkBodies({ pool: db.pool, catalogue }, whole);
  expect(issues).toMatchObject([{ nodeId: "map", message: expect.stringMatching(/cannot contain itself/) }]);
});

test("a failed run is resumed inside the body: what had ended there is taken over", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const one = graphOf(
    {
      in: ["input", { fields: [textField] }],
      nap: ["nap", { ms: 1 }],
      flaky: ["flaky"],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > nap.text", "nap.text > flaky.text", "flaky.text > out.text"],
  );
  const graph = mapping(inline(one), { concurrency: 1 });
  const failed = await harness.finished(await harness.start(graph, { list: ["a", "b"] }));
  expect(failed.status).toBe("failed");
  const deps = resumeDeps({ db, broker: harness.broker, catalogue, checkConfig: makeCheckConfig(testNodeTypes) });
  const { id } = await resumeRun(deps, { workspaceId: harness.workspaceId, runId: failed.id });
  const run = await harness.finished(id);
  expect(run.status).toBe("succeeded");
  const naps = run.steps.filter(({ nodeId }) => nodeId === "map/nap");
  expect(naps.map(({ iteration, reusedFrom }) => [iteration, reusedFrom]).sort()).toEqual([
    ["0", failed.id],
    ["1", null],
  ]);
});

test("before a node is run again, its preview says that what is inside it changes external systems", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const one = graphOf({ in: ["input", { fields: [textField] }], post: ["post", { url: "http://127.0.0.1:1" }] }, [
    "in.text > post.text",
  ]);
  const sub = { pipeline: { graph: one, inputs: [textField], outputs: [] } };
  const graph = graphOf({ in: ["input", { fields: [textField] }], sub: ["sub-pipeline", sub] }, ["in.text > sub.text"]);
  const { id: runId } = await harness.finished(await harness.start(graph, { text: "x" }));
  const deps = resumeDeps({ db, broker: harness.broker, catalogue, checkConfig: makeCheckConfig(testNodeTypes) });
  const { anew } = await previewResume(deps, { workspaceId: harness.workspaceId, runId, nodeId: "sub" });
  expect(anew).toMatchObject([{ nodeId: "sub", actsAgain: true }]);
});
