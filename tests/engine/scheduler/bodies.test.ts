import { describe, expect, test } from "vitest";
import type { Graph } from "../../../lib/graph/graph.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const listField = { name: "list", kind: "json" } as const;
const results = { name: "results", kind: "json" } as const;

/** text → nap → text */
const napping = (ms: number): Graph =>
  graphOf({ in: ["input", { fields: [textField] }], nap: ["nap", { ms }], out: ["output", { fields: [textField] }] }, [
    "in.text > nap.text",
    "nap.text > out.text",
  ]);

/** text → transform → text */
const reshaping = (expression: string): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      t: ["transform", { expression }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > t.value", "t.result > out.text"],
  );

const calling = (pipeline: object): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      sub: ["sub-pipeline", { pipeline }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > sub.text", "sub.text > out.text"],
  );

const mapping = (pipeline: object, more: object = {}): Graph =>
  graphOf(
    {
      in: ["input", { fields: [listField] }],
      map: ["map", { pipeline, ...more }],
      out: ["output", { fields: [results, { name: "errors", kind: "json" }, { name: "count", kind: "number" }] }],
    },
    ["in.list > map.items", "map.results > out.results", "map.errors > out.errors", "map.count > out.count"],
  );

const paths = async (harness: Harness, id: string) =>
  (await harness.finished(id, 1)).steps.map(({ nodeId, iteration }) => (iteration ? `${nodeId}:${iteration}` : nodeId));

describe("a sub-pipeline", () => {
  test("runs inside its run, three deep, with a path for every step", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const inner = await harness.body("Inner", napping(5));
    const middle = await harness.body("Middle", calling(inner));
    const id = await harness.start(calling(middle), { text: "hello" });
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { text: "hello" }, tokensIn: 2, costUsd: 0.25 });
    expect((await paths(harness, id)).sort()).toEqual(
      ["in", "out", "sub", "sub/in", "sub/out", "sub/sub", "sub/sub/in", "sub/sub/nap", "sub/sub/out"].sort(),
    );
    expect(run.steps.every((step) => step.status === "succeeded")).toBe(true);
  });

  test("is frozen with the run: what is saved afterwards changes nothing; its newest published version counts", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const inner = await harness.body("Inner", reshaping("$ & '!'"));
    const graph = calling(inner);
    const before = await harness.start(graph, { text: "a" });
    await db.prisma.pipeline.update({ where: { id: inner.id }, data: { draft: reshaping("$ & '?'") } });
    const after = await harness.start(graph, { text: "a" });
    const snapshotId = await harness.freeze(reshaping("$ & ' v1'"));
    await db.prisma.pipelineVersion.create({ data: { pipelineId: inner.id, number: 1, snapshotId } });
    const published = await harness.start(graph, { text: "a" });
    await harness.worker();
    expect((await harness.finished(before)).output).toEqual({ text: "a!" });
    expect((await harness.finished(after)).output).toEqual({ text: "a?" });
    expect((await harness.finished(published)).output).toEqual({ text: "a v1" });
  });

  test("that contains itself, is gone, archived or broken is refused with the way to it", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const refuse = (graph: Graph) => expect(harness.start(graph, { text: "a" })).rejects;
    const a = await harness.body("A", napping(1));
    const b = await harness.body("B", calling(a));
    await db.prisma.pipeline.update({ where: { id: a.id }, data: { draft: calling(b) } });
    await refuse(calling(a)).toMatchObject({
      code: "invalid_graph",
      userMessage: /contain itself: A → B → A\./,
      issues: [{ path: "nodes.sub.config.pipeline" }],
    });
    await refuse(calling({ ...a, id: "nowhere" })).toMatchObject({ userMessage: /“A” no longer exists/ });
    await refuse(calling({ ...a, version: 7 })).toMatchObject({ userMessage: /“A” has no version 7/ });
    await db.prisma.pipeline.update({ where: { id: a.id }, data: { archivedAt: new Date() } });
    await refuse(calling(a)).toMatchObject({ userMessage: /“A” is archived/ });
    const broken = await harness.body("Broken", graphOf({ nap: ["nap"], sub: ["sub-pipeline", {}] }, []));
    await refuse(calling({ ...broken, inputs: [textField], outputs: [textField] })).toMatchObject({
      userMessage: /“Broken” in it cannot run yet: .*choose the pipeline/,
    });
    const changed = await harness.body("Changed", napping(1));
    const draft = reshaping("$");
    await db.prisma.pipeline.update({
      where: { id: changed.id },
      data: { draft: { ...draft, nodes: { t: draft.nodes.t ?? {} }, edges: [] } },
    });
    await refuse(calling(changed)).toMatchObject({ code: "invalid_graph" });
  });

  test("nests no deeper than it may", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    let body = await harness.body("0", reshaping("$ & '!'"));
    for (let depth = 1; depth < 20; depth += 1) body = await harness.body(`${depth}`, calling(body));
    const run = await harness.finished(await harness.start(calling(body), { text: "deep" }));
    expect(run.output).toEqual({ text: "deep!" });
    const deeper = await harness.body("20", calling(body));
    await expect(harness.start(calling(deeper), { text: "a" })).rejects.toMatchObject({
      userMessage: /at most 20 deep/,
    });
  });
});

describe("a map", () => {
  test("gives the results in order, as many at a time as it says, within the run's own limit", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker({ parallel: 6 });
    const body = await harness.body("Nap", napping(30));
    const list = Array.from({ length: 20 }, (_, index) => `item ${index}`);
    const run = await harness.finished(await harness.start(mapping(body, { concurrency: 4 }), { list }));
    expect(run).toMatchObject({ status: "succeeded", output: { results: list, errors: [], count: 20 } });
    const naps = run.steps.filter((step) => step.nodeId === "map/nap");
    expect(naps.map((step) => step.iteration).sort((a, b) => Number(a) - Number(b))).toEqual(
      list.map((_, index) => `${index}`),
    );
    let open = 0;
    let most = 0;
    for await (const { data } of harness.watcher.watch(run.id, 0, new AbortController().signal)) {
      if (!("nodeId" in data) || data.nodeId !== "map/nap") continue;
      if (data.type === "step.started") open += 1;
      if (data.type === "step.succeeded") open -= 1;
      most = Math.max(most, open);
    }
    expect(most).toBe(4);
  });

  test("nests, with an index for each level", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const inner = await harness.body("Inner", reshaping("$ & '!'"));
    const row = graphOf(
      {
        in: ["input", { fields: [listField] }],
        map: ["map", { pipeline: inner }],
        out: ["output", { fields: [results] }],
      },
      ["in.list > map.items", "map.results > out.results"],
    );
    const outer = await harness.body("Outer", row);
    const id = await harness.start(mapping(outer), { list: [["a", "b"], [], ["c"]] });
    const run = await harness.finished(id);
    expect(run.output).toMatchObject({ results: [["a!", "b!"], [], ["c!"]], count: 3 });
    expect(await paths(harness, id)).toEqual(
      expect.arrayContaining(["map/map:1", "map/map/t:0/0", "map/map/t:0/1", "map/map/t:2/0"]),
    );
  });

  test("fails with its item, or goes on without it", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const body = await harness.body("Check", reshaping("$ = 'bad' ? $error('no good') : $"));
    const list = ["a", "bad", "c"];
    const failed = await harness.finished(await harness.start(mapping(body), { list }));
    expect(failed).toMatchObject({
      status: "failed",
      error: { code: "bad_input", nodeId: "map/t", message: /^Item 2 of 3: .*no good/ },
    });
    expect(failed.steps.find((step) => step.nodeId === "map")?.status).toBe("failed");
    const skipped = await harness.finished(await harness.start(mapping(body, { onItemError: "skip" }), { list }));
    expect(skipped).toMatchObject({
      status: "succeeded",
      output: { results: ["a", null, "c"], errors: [{ index: 1, code: "bad_input" }], count: 3 },
    });
  });

  test("says what came when it was no list, or too long a one", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const body = await harness.body("Check", reshaping("$"));
    const end = async (list: unknown) =>
      (await harness.finished(await harness.start(mapping(body), { list: list as never }))).error;
    expect(await end({ a: 1, b: 2 })).toMatchObject({ code: "bad_input", message: /not an object with a, b\. / });
    expect(await end("three")).toMatchObject({ message: /not the text “three”\. / });
    expect(await end(Array.from({ length: 100_001 }, () => 0))).toMatchObject({ code: "too_large" });
    expect(await end([{ a: 1 }, 5, "text"])).toBeNull();
  });
});

describe("a loop", () => {
  const looping = (pipeline: object, more: object): Graph =>
    graphOf(
      {
        in: ["input", { fields: [textField] }],
        loop: ["loop", { pipeline, ...more }],
        out: [
          "output",
          { fields: [textField, { name: "rounds", kind: "number" }, { name: "reached", kind: "boolean" }] },
        ],
      },
      ["in.text > loop.text", "loop.text > out.text", "loop.rounds > out.rounds", "loop.reached > out.reached"],
    );

  test("feeds each round with the last one's outputs until its condition holds, or its cap is reached", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const body = await harness.body("Grow", reshaping("$ & 'x'"));
    const id = await harness.start(looping(body, { until: "$length(text) >= 5" }), { text: "a" });
    expect((await harness.finished(id)).output).toEqual({ text: "axxxx", rounds: 4, reached: true });
    expect(await paths(harness, id)).toEqual(expect.arrayContaining(["loop/t:0", "loop/t:3"]));
    const capped = await harness.start(looping(body, { until: "false", max: 3 }), { text: "a" });
    expect((await harness.finished(capped)).output).toEqual({ text: "axxx", rounds: 3, reached: false });
  });
});

describe("values inside bodies", () => {
  test("may be large, and too large is an error of the step that gave them", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const bulky = (length: number) =>
      graphOf(
        {
          in: ["input", { fields: [textField] }],
          big: ["bulk", { length }],
          out: ["output", { fields: [textField] }],
        },
        ["in.text > big.text", "big.text > out.text"],
      );
    const large = await harness.body("Large", bulky(100_000));
    const measure = graphOf(
      {
        in: ["input", { fields: [listField] }],
        map: ["map", { pipeline: large }],
        count: ["transform", { expression: "$sum($map($, $length))" }],
        out: ["output", { fields: [{ name: "count", kind: "json" }] }],
      },
      ["in.list > map.items", "map.results > count.value", "count.result > out.count"],
    );
    const run = await harness.finished(await harness.start(measure, { list: ["a", "b", "c"] }));
    expect(run).toMatchObject({ status: "succeeded", output: { count: 300_000 } });
    const step = run.steps.find(({ nodeId, iteration }) => nodeId === "map/big" && iteration === "1");
    expect(step?.output?.text).toMatchObject({ $blob: expect.any(String), bytes: 100_002 });
    const huge = await harness.body("Huge", bulky(17_000_000));
    const failed = await harness.finished(await harness.start(calling(huge), { text: "a" }));
    expect(failed).toMatchObject({ status: "failed", error: { code: "too_large", nodeId: "sub/big" } });
    const many = await harness.finished(
      await harness.start(mapping(large), { list: Array.from({ length: 180 }, () => "a") }),
      30,
    );
    expect(many).toMatchObject({ status: "failed", error: { code: "too_large", nodeId: "map" } });
  });
});
