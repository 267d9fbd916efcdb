import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { getRun, listRuns, readBlob } from "../../../engine/history/read-runs.ts";
import type { RunEvent } from "../../../lib/run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, openHarness, textField, twoNaps } from "../fixtures.ts";
import { interceptQueries } from "../intercept-queries.ts";

describe("a run", () => {
  test("goes through its graph and keeps every step with its input, output and tokens", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const run = await harness.finished(await harness.start(twoNaps(200), { text: "hello" }));
    expect(run).toMatchObject({
      status: "succeeded",
      output: { text: "hello+hello" },
      tokensIn: 4,
      tokensOut: 6,
      error: null,
    });
    expect(run.steps.map((step) => step.nodeId).sort()).toEqual(["both", "in", "left", "out", "right"]);
    const left = run.steps.find((step) => step.nodeId === "left");
    expect(left).toMatchObject({
      status: "succeeded",
      attempt: 1,
      input: { text: "hello" },
      output: { text: "hello" },
      model: "bed",
    });
    expect(left?.durationMs).toBeGreaterThan(190);
    const naps = (await eventsOf(db, run.id)).flatMap(({ data }) =>
      (data.type === "step.started" || data.type === "step.succeeded") && /left|right/.test(data.nodeId)
        ? [data.type]
        : [],
    );
    expect(naps, "the naps overlap").toEqual(["step.started", "step.started", "step.succeeded", "step.succeeded"]);
  });

  test("keeps the keys of its values in the order they were written in", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const value = { zebra: 1, name: 2, an_apple: { second: 1, first: 2 }, "10": 3 };
    const graph = graphOf(
      {
        in: ["input", { fields: [{ name: "thing", kind: "json" }] }],
        out: ["output", { fields: [{ name: "thing", kind: "json" }] }],
      },
      ["in.thing > out.thing"],
    );
    const run = await harness.finished(await harness.start(graph, { thing: value }));
    expect(JSON.stringify(run.output)).toBe(JSON.stringify({ thing: value }));
    expect(JSON.stringify(run.input)).toBe(JSON.stringify({ thing: value }));
    expect(JSON.stringify(run.steps.find((step) => step.nodeId === "in")?.output)).toBe(
      JSON.stringify({ thing: value }),
    );
  });

  test("with many megabytes of values is read as it is, row by row", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const run = await harness.finished(await harness.start(twoNaps(1), { text: "hello" }));
    expect(run.steps).toHaveLength(5);
    const output = {
      text: "a",
      list: Array.from({ length: 500 }, (_, at) => ({ at, third: at / 3, word: "passage" })),
    };
    await db.pool.query(
      `INSERT INTO "Step" ("runId", "nodeId", iteration, status, attempt, output, "startedAt")
       SELECT $1, 'extra' || lpad(n::text, 3, '0'), '', 'succeeded', 1, $2, timestamptz '2100-01-01' + n * interval '1 s'
       FROM generate_series(1, 200) n`,
      [run.id, JSON.stringify(output)],
    );
    const asked: string[] = [];
    const pool = interceptQueries(db.pool, ({ name, run: ask }) => {
      asked.push(name);
      return ask();
    });
    const { steps } = await getRun({ pool }, harness.workspaceId, run.id);
    expect(asked).toEqual(["select-runs", "select-steps"]);
    expect(steps.slice(0, 5)).toEqual(run.steps);
    expect(steps.slice(5).map(({ nodeId }) => nodeId)).toEqual(
      Array.from({ length: 200 }, (_, at) => `extra${String(at + 1).padStart(3, "0")}`),
    );
    expect(steps.at(-1)?.output).toEqual(output);
  });

  test("has no gaps in its events, from wherever they are watched", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const id = await harness.start(twoNaps(80), { text: "a" });
    const signal = new AbortController().signal;
    const read = async (afterSeq: number) => {
      const seen: RunEvent[] = [];
      for await (const event of harness.watcher.watch(id, afterSeq, signal)) seen.push(event);
      return seen;
    };
    const live = read(0);
    await harness.worker();
    const all = await live;
    expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
    expect(all[0]?.data.type).toBe("run.queued");
    expect(all.at(-1)?.data.type).toBe("run.succeeded");
    expect(all.filter((event) => event.data.type === "step.tokens").length).toBeGreaterThan(1);
    expect(await read(4)).toEqual(all.slice(4));
    expect(await read(all.length)).toEqual([]);
    await expect(harness.watcher.watch("nobody", 0, signal)[Symbol.asyncIterator]().next()).rejects.toThrow(
      /no such run/,
    );
  });

  test("is the same run for the same idempotency key, and a conflict for other inputs", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const graph = twoNaps(1);
    const again = await Promise.all([1, 2, 3].map(() => harness.start(graph, { text: "a" }, { idempotencyKey: "k" })));
    expect(new Set(again).size).toBe(1);
    await expect(harness.start(graph, { text: "b" }, { idempotencyKey: "k" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(harness.start(graph, { texd: "b" })).rejects.toMatchObject({
      code: "bad_input",
      issues: [{ path: "inputs.texd" }, { path: "inputs.text" }],
    });
  });

  test("stops when it is cancelled, queued or running, and does not wait for its worker's next heartbeat", async () => {
    await using db = await testDatabase();
    const pool = interceptQueries(db.pool, async ({ name, run }) => {
      const { rows } = await run();
      return { rows: name === "extend-leases" ? rows.map((row) => ({ ...row, cancelRequested: false })) : rows };
    });
    await using harness = await openHarness({ ...db, pool });
    const queued = await harness.start(twoNaps(60_000), { text: "a" });
    await harness.cancel(queued);
    expect(await harness.finished(queued)).toMatchObject({ status: "cancelled", steps: [] });
    await harness.worker();
    const running = await harness.start(twoNaps(60_000), { text: "a" });
    await expect.poll(async () => (await getRun(db, harness.workspaceId, running)).steps.length).toBe(3);
    await harness.cancel(running);
    const run = await harness.finished(running);
    expect(run.status).toBe("cancelled");
    expect(run.steps.map((step) => step.status).sort()).toEqual(["cancelled", "cancelled", "succeeded"]);
  });

  test("retries a step that failed, and fails when it failed for good", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = (times: number) =>
      graphOf(
        { a: ["flaky", { times }, { retry: { attempts: 3, delay: 0.01 } }], out: ["output", { fields: [textField] }] },
        ["a.text > out.text"],
      );
    const good = await harness.finished(await harness.start(graph(2), {}));
    expect(good).toMatchObject({ status: "succeeded", output: { text: "after 2 failures" } });
    expect(good.steps.find((step) => step.nodeId === "a")?.attempt).toBe(3);
    const bad = await harness.finished(await harness.start(graph(9), {}));
    expect(bad).toMatchObject({ status: "failed", error: { code: "node_failed", message: "not yet", nodeId: "a" } });
  });

  test("keeps large values apart and odd characters out of the way", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = graphOf(
      {
        big: ["bulk", { length: 100_000 }],
        odd: ["bulk", { length: 3, character: "\u0000" }],
        all: ["output", { fields: [textField, { name: "odd", kind: "text" }] }],
      },
      ["big.text > all.text", "odd.text > all.odd"],
    );
    const run = await harness.finished(await harness.start(graph, {}));
    expect(run.status).toBe("succeeded");
    const ref = run.output?.text;
    expect(ref).toMatchObject({ bytes: 100_002 });
    expect(run.output?.odd).toBe("\ufffd\ufffd\ufffd");
    const sha = ref && typeof ref === "object" && "$blob" in ref ? String(ref.$blob) : "";
    expect(await readBlob(db, harness.workspaceId, sha)).toBe("x".repeat(100_000));
    await expect(readBlob(db, "another", sha)).rejects.toMatchObject({ code: "not_found" });
    const tooMuch = graphOf({ big: ["bulk", { length: 17_000_000 }] }, []);
    expect(await harness.finished(await harness.start(tooMuch, {}))).toMatchObject({ error: { code: "too_large" } });
  });

  test("that no worker was notified of is found by the sweep", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const deaf = { ...harness.broker, publish: async () => {}, notices: () => ({ channels: [], payloads: [] }) };
    const id = await harness.start(twoNaps(1), { text: "a" }, { broker: deaf });
    const began = performance.now();
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
    expect(performance.now() - began, "no wake-up did it").toBeGreaterThan(700);
  });

  test("is done once, however often workers are notified", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await Promise.all([harness.worker(), harness.worker(), harness.worker()]);
    const id = await harness.start(twoNaps(100), { text: "a" });
    const wakeUp = { topic: "patchbay.runs", key: id, value: { runIds: [id] } };
    await Promise.all(Array.from({ length: 20 }, () => harness.broker.publish([wakeUp, wakeUp])));
    const run = await harness.finished(id);
    await sleep(50);
    const { rows } = await db.pool.query(`SELECT token FROM "Run" WHERE id = $1`, [id]);
    // Begun on its own wake-up, or claimed by another worker before that tenure had written anything.
    expect([1, 2]).toContain(rows[0]?.token);
    const tenures = (await eventsOf(db, id)).filter(({ data }) => data.type === "run.started");
    expect(tenures, "only one tenure has written anything").toHaveLength(1);
    expect(run.steps.every((step) => step.attempt === 1)).toBe(true);
  });
});

describe("a list of runs", () => {
  test("is paged newest first and narrowed by its filters", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift(await harness.start(twoNaps(1), { text: `${index}` }));
    const { workspaceId } = harness;
    const first = await listRuns(db, { workspaceId, limit: 3 });
    expect(first.items.map((run) => run.id)).toEqual(ids.slice(0, 3));
    const second = await listRuns(db, { workspaceId, limit: 3, cursor: first.nextCursor ?? "" });
    expect(second.items.map((run) => run.id)).toEqual(ids.slice(3));
    expect(second.nextCursor).toBeUndefined();
    expect((await listRuns(db, { workspaceId, status: "failed" })).items).toEqual([]);
    expect((await listRuns(db, { workspaceId, version: null, trigger: ["api", "manual"] })).items).toHaveLength(5);
    expect((await listRuns(db, { workspaceId: "another" })).items).toEqual([]);
    await expect(getRun(db, "another", ids[0] ?? "")).rejects.toMatchObject({ code: "not_found" });
  });
});
