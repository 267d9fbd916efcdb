import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { listRuns } from "../../../engine/history/read-runs.ts";
import { previewResume, type ResumeAsk, resumeRun } from "../../../engine/history/resume-run.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { newId } from "../../../platform/ids.ts";
import { makeCheckConfig } from "../../../server/check-config.ts";
import { resumeDeps } from "../../../server/pipelines/start-pipeline-run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, type Harness, openHarness, testNodeTypes, textField } from "../fixtures.ts";

const more = { name: "more", kind: "text", optional: true } as const;
const io = {
  in: ["input", { fields: [textField, more] }] as [string, object],
  out: ["output", { fields: [textField] }] as [string, object],
};
/** in → a nap → a step that fails at first → out; beside it a nap on the other input. */
function story(flaky: object = {}): Graph {
  return graphOf({ ...io, nap: ["nap", { ms: 150 }], flaky: ["flaky", flaky], side: ["nap", { ms: 1 }] }, [
    "in.text > nap.text",
    "nap.text > flaky.text",
    "flaky.text > out.text",
    "in.more > side.text",
  ]);
}

function depsOf({ db, broker }: Harness) {
  const catalogue = makeCatalogue(testNodeTypes);
  return resumeDeps({ db, broker, catalogue, checkConfig: makeCheckConfig(testNodeTypes) });
}

async function resume(harness: Harness, ask: Omit<ResumeAsk, "workspaceId">) {
  const { id } = await resumeRun(depsOf(harness), { workspaceId: harness.workspaceId, ...ask });
  return await harness.finished(id);
}

type Run = Awaited<ReturnType<Harness["finished"]>>;
const taken = (run: Run) =>
  run.steps
    .filter((step) => step.reusedFrom !== null)
    .map((step) => step.nodeId)
    .sort();
const statusOf = (run: Run, nodeId: string) => run.steps.find((step) => step.nodeId === nodeId)?.status;
const refusal = (thrown: unknown) => (thrown instanceof PatchbayError ? thrown.code : String(thrown));

/** Counts the keys it is sent. */
async function effectServer(answer = "done") {
  const keys: string[] = [];
  const server = createServer(async (request, response) => {
    let key = "";
    for await (const part of request) key += part;
    keys.push(key);
    response.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url, keys, [Symbol.asyncDispose]: close };
}

async function publish(harness: Harness, number: number, graph: Graph): Promise<void> {
  const snapshotId = await harness.freeze(graph);
  await harness.db.prisma.pipelineVersion.create({ data: { pipelineId: harness.pipelineId, number, snapshotId } });
}

describe("a failed run is resumed", () => {
  test("with the steps that had ended; only the rest runs, and no effect happens twice", async () => {
    await using db = await testDatabase();
    await using effects = await effectServer();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = graphOf({ ...io, post: ["post", { url: effects.url }], flaky: ["flaky"] }, [
      "in.text > post.text",
      "post.answer > flaky.text",
      "flaky.text > out.text",
    ]);
    const failed = await harness.finished(await harness.start(graph, { text: "hello" }));
    expect(failed.status).toBe("failed");
    const run = await resume(harness, { runId: failed.id });
    expect(run).toMatchObject({
      status: "succeeded",
      output: { text: "after 1 failures" },
      trigger: "replay",
      resumedFrom: failed.id,
      input: failed.input,
    });
    expect(taken(run)).toEqual(["in", "post"]);
    expect(effects.keys).toHaveLength(1);
    const post = run.steps.find((step) => step.nodeId === "post");
    expect(post).toMatchObject({
      reusedFrom: failed.id,
      output: failed.steps.find((s) => s.nodeId === "post")?.output,
    });
    const events = await eventsOf(db, run.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[1]?.data).toEqual({ type: "run.resumed", from: failed.id, nodes: ["in", "post"], begun: ["flaky"] });
    expect(events.filter(({ data }) => data.type === "step.started").map(({ data }) => data)).toMatchObject([
      { nodeId: "flaky" },
      { nodeId: "out" },
    ]);
    const old = await harness.finished(failed.id);
    expect(old, "the old run stays as it was").toEqual(failed);
  });

  test("again and again: what was taken over keeps the name of the run that worked it out", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const first = await harness.finished(await harness.start(story({ times: 2 }), { text: "a" }));
    const second = await resume(harness, { runId: first.id });
    expect(second.status).toBe("failed");
    const third = await resume(harness, { runId: second.id });
    expect(third).toMatchObject({ status: "succeeded", resumedFrom: second.id });
    expect(third.steps.find((step) => step.nodeId === "nap")?.reusedFrom).toBe(first.id);
  });

  test("with an edited input: what hangs on it runs anew, the other inputs stay", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const failed = await harness.finished(await harness.start(story(), { text: "a", more: "b" }));
    const run = await resume(harness, { runId: failed.id, inputs: { text: "c" } });
    expect(run).toMatchObject({ status: "succeeded", input: { text: "c", more: "b" } });
    expect(taken(run)).toEqual(["side"]);
    expect(run.steps.find((step) => step.nodeId === "nap")?.output).toEqual({ text: "c" });
  });

  test("on a newer version: steps before the change are taken over", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const failed = await harness.finished(await harness.start(story({ times: 99 }), { text: "a" }));
    await publish(harness, 1, story({ times: 0 }));
    const run = await resume(harness, { runId: failed.id, version: 1 });
    expect(run).toMatchObject({ status: "succeeded", version: 1, output: { text: "after 0 failures" } });
    expect(taken(run)).toEqual(["in", "nap", "side"]);
  });

  test("on the draft, which may ask for more: then the missing input has to be given", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const failed = await harness.finished(await harness.start(story({ times: 99 }), { text: "a" }));
    const asking = story({ times: 0 });
    asking.nodes.in!.config = { fields: [textField, more, { name: "tone", kind: "text" }] };
    await db.prisma.pipeline.update({ where: { id: harness.pipelineId }, data: { draft: asking } });
    const ask = { runId: failed.id, version: "draft" } as const;
    const preview = await previewResume(depsOf(harness), { workspaceId: harness.workspaceId, ...ask });
    expect(Object.keys(preview.problems)).toEqual(["tone"]);
    await expect(resume(harness, ask)).rejects.toMatchObject({ code: "bad_input" });
    const run = await resume(harness, { ...ask, inputs: { tone: "dry" } });
    expect(run).toMatchObject({ status: "succeeded", version: null, input: { text: "a", tone: "dry" } });
    expect(taken(run)).toEqual(["nap", "side"]);
  });

  test("with large values, and never by repeating an effect whose result is lost", async () => {
    await using db = await testDatabase();
    await using effects = await effectServer("x".repeat(100_000));
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = graphOf({ ...io, big: ["bulk"], post: ["post", { url: effects.url }], flaky: ["flaky"] }, [
      "in.text > big.text",
      "big.text > post.text",
      "post.answer > flaky.text",
      "flaky.text > out.text",
    ]);
    const failed = await harness.finished(await harness.start(graph, { text: "a" }));
    await db.pool.query(`DELETE FROM "Blob" WHERE data::text LIKE '%xxx%'`);
    const lost = await resume(harness, { runId: failed.id }).catch(refusal);
    expect(lost).toBe("conflict");
    expect(effects.keys).toHaveLength(1);
    const run = await resume(harness, { runId: failed.id, nodeId: "post" });
    expect(run.status).toBe("succeeded");
    expect(taken(run)).toEqual(["in"]);
    expect(effects.keys).toHaveLength(2);
  });
});

describe("a failed run with a pipeline inside it", () => {
  const list = { name: "list", kind: "json" } as const;
  const all = { name: "all", kind: "json" } as const;
  /** text → nap → a step that fails at first → text, for each item of a list */
  async function mapping(harness: Harness, settings: object): Promise<Graph> {
    const one = graphOf({ ...io, nap: ["nap", { ms: 1 }], flaky: ["flaky"] }, [
      "in.text > nap.text",
      "nap.text > flaky.text",
      "flaky.text > out.text",
    ]);
    const pipeline = await harness.body("One", one);
    const nodes = { in: ["input", { fields: [list] }], map: ["map", { pipeline, ...settings }] } as const;
    return graphOf({ in: [...nodes.in], map: [...nodes.map], out: ["output", { fields: [all] }] }, [
      "in.list > map.items",
      "map.results > out.all",
    ]);
  }

  test("goes on inside it: items and steps that had ended are taken over", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = await mapping(harness, { concurrency: 1, itemInput: "text" });
    const failed = await harness.finished(await harness.start(graph, { list: ["a", "b", "c"] }));
    expect(failed.status).toBe("failed");
    const run = await resume(harness, { runId: failed.id });
    expect(run.status).toBe("succeeded");
    expect(taken(run)).toEqual(["in", "map/in", "map/nap"]);
    const naps = run.steps.filter((step) => step.nodeId === "map/nap");
    expect(naps.map(({ iteration, reusedFrom }) => [iteration, reusedFrom]).sort()).toEqual([
      ["0", failed.id],
      ["1", null],
      ["2", null],
    ]);
  });

  test("keeps the parts of a list that succeeded as runs of their own", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = await mapping(harness, { spread: 2, batch: 1, itemInput: "text" });
    const failed = await harness.finished(await harness.start(graph, { list: ["a", "b", "c", "d"] }));
    expect(failed.status).toBe("failed");
    const parts = async (parentId: string) =>
      (await listRuns(db, { workspaceId: harness.workspaceId, parentId })).items;
    // The list has failed by one part; the others may still be coming to their ends.
    const open = async () => (await parts(failed.id)).filter(({ finishedAt }) => finishedAt === null).length;
    await expect.poll(open).toBe(0);
    const kept = (await parts(failed.id)).filter((part) => part.status === "succeeded").map((part) => part.id);
    const run = await resume(harness, { runId: failed.id });
    expect(run.status).toBe("succeeded");
    const now = await parts(run.id);
    expect(now.map((part) => part.status)).toEqual(["succeeded", "succeeded", "succeeded", "succeeded"]);
    expect(now.flatMap((part) => part.resumedFrom ?? []).sort()).toEqual(kept.sort());
  });
});

test("from a node on, everything behind it runs anew and everything else stays", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const done = await harness.finished(await harness.start(story({ times: 0 }), { text: "a" }));
  expect(done.status).toBe("succeeded");
  const ask = { runId: done.id, nodeId: "flaky" };
  const preview = await previewResume(depsOf(harness), { workspaceId: harness.workspaceId, ...ask });
  expect(preview).toMatchObject({
    inputs: { text: "a" },
    problems: {},
    taken: [{ nodeId: "in" }, { nodeId: "nap" }, { nodeId: "side" }],
    anew: [
      { nodeId: "out", reason: "before" },
      { nodeId: "flaky", title: "Flaky", reason: "chosen", actsAgain: false },
    ],
  });
  const run = await resume(harness, ask);
  expect(run.status).toBe("succeeded");
  expect(taken(run)).toEqual(preview.taken.map((step) => step.nodeId));
});

test("a node alone runs with what it needs, and nothing that follows it", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const done = await harness.finished(await harness.start(story({ times: 0 }), { text: "a", more: "b" }));
  const run = await resume(harness, { runId: done.id, nodeId: "nap", only: true });
  expect(run).toMatchObject({ status: "succeeded", version: null, input: { text: "a", more: "b" } });
  expect(run.steps.map((step) => step.nodeId).sort()).toEqual(["in", "nap"]);
  expect(taken(run)).toEqual(["in"]);
});

test("a run that goes on, that succeeded, or that is not there cannot be resumed", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const queued = await harness.start(story(), { text: "a" });
  await expect(resume(harness, { runId: queued })).rejects.toMatchObject({ code: "conflict" });
  await harness.cancel(queued);
  await harness.worker();
  const cancelled = await resume(harness, { runId: queued });
  expect(cancelled.status, "a cancelled one can").toBe("failed");
  const done = await harness.finished(await harness.start(story({ times: 0 }), { text: "a" }));
  await expect(resume(harness, { runId: done.id })).rejects.toMatchObject({ code: "conflict" });
  await expect(resume(harness, { runId: newId() })).rejects.toMatchObject({ code: "not_found" });
  await expect(resume(harness, { runId: done.id, nodeId: "none" })).rejects.toMatchObject({ code: "bad_input" });
  await expect(resume(harness, { runId: done.id, nodeId: "nap", version: 7 })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(statusOf(done, "nap")).toBe("succeeded");
});
