import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { listRuns } from "../../../engine/history/read-runs.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

const reshaping = (expression: string, ms = 0): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField, { name: "tail", kind: "text", optional: true }] }],
      nap: ["nap", { ms }],
      both: ["merge", { separator: "" }],
      t: ["transform", { expression }],
      out: ["output", { fields: [textField] }],
    },
    [
      "in.text > nap.text",
      "nap.text > both.values",
      "in.tail > both.values",
      "both.text > t.value",
      "t.result > out.text",
    ],
  );

const spreading = (pipeline: object, more: object = {}): Graph =>
  graphOf(
    {
      in: [
        "input",
        {
          fields: [
            { name: "list", kind: "json" },
            { name: "tail", kind: "text" },
          ],
        },
      ],
      map: ["map", { pipeline, spread: 10, batch: 4, ...more }],
      out: [
        "output",
        {
          fields: [
            { name: "results", kind: "json" },
            { name: "errors", kind: "json" },
          ],
        },
      ],
    },
    ["in.list > map.items", "in.tail > map.tail", "map.results > out.results", "map.errors > out.errors"],
  );

const childrenOf = async ({ db }: Harness, id: string) => {
  const text = `SELECT id, status, "parentNode", "parentIteration", "parentIndex", trigger, worker FROM "Run"
                WHERE "parentId" = $1 ORDER BY "parentIndex"`;
  return (await db.pool.query(text, [id])).rows;
};

describe("a big map", () => {
  test("is cut into runs of their own, which all workers share, and gives what a small one gives", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const workers = [await harness.worker({ runs: 3 }), await harness.worker({ runs: 3 })];
    const body = await harness.body("Shout", reshaping("$ & '!'", 30));
    const id = await harness.start(spreading(body), { list: numbers(41), tail: "?" });
    await expect.poll(async () => (await childrenOf(harness, id)).length).toBe(11);
    const run = await harness.finished(id);
    expect(run).toMatchObject({
      status: "succeeded",
      output: { results: numbers(41).map((text) => `${text}?!`), errors: [] },
    });
    const children = await childrenOf(harness, id);
    expect(children.every((child) => child.status === "succeeded" && child.trigger === "map")).toBe(true);
    expect(children[3]).toMatchObject({ parentNode: "map", parentIteration: "", parentIndex: 3 });
    expect(new Set(children.map((child) => child.worker)).size).toBe(workers.length);
    const { items } = await listRuns(db, { workspaceId: harness.workspaceId });
    expect(items.map((item) => item.id)).toEqual([id]);
    expect(run, "the parent says what its parts took").toMatchObject({
      ...{ tokensIn: 82, tokensOut: 123, costUsd: 10.25, tokensPriced: 205 },
    });
    const part = await harness.finished(children[10].id);
    expect(part).toMatchObject({ input: { items: ["40"], tail: "?" }, output: { results: ["40?!"] } });
  });

  test("inside the body of another, and with values too large for their rows, works alike", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const inner = await harness.body("Measure", reshaping("$length($)"));
    const outer = await harness.body("Rows", {
      ...spreading(inner),
      nodes: {
        ...spreading(inner).nodes,
        out: {
          type: "output",
          version: 1,
          config: {
            fields: [
              { name: "results", kind: "json" },
              { name: "errors", kind: "json" },
            ],
          },
        },
      },
    });
    const graph = graphOf(
      {
        in: [
          "input",
          {
            fields: [
              { name: "rows", kind: "json" },
              { name: "tail", kind: "text" },
            ],
          },
        ],
        rows: ["map", { pipeline: outer }],
        out: ["output", { fields: [{ name: "results", kind: "json" }] }],
      },
      ["in.rows > rows.items", "in.tail > rows.tail", "rows.results > out.results"],
    );
    const tail = "x".repeat(100_000);
    const id = await harness.start(graph, { rows: [numbers(10), ["a"], numbers(11)], tail });
    const run = await harness.finished(id);
    expect(run.status).toBe("succeeded");
    const children = await childrenOf(harness, id);
    expect(new Set(children.map((child) => `${child.parentNode}:${child.parentIteration}`))).toEqual(
      new Set(["rows/map:0", "rows/map:2"]),
    );
    const results = run.output?.results;
    expect(results).toMatchObject([{ errors: [] }, { results: ["100001"] }, { errors: [] }]);
    expect(JSON.stringify(results)).toContain("100002");
  });

  test("fails with the first item that fails and stops the rest, or goes on without it", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker({ runs: 2 });
    const body = await harness.body("Check", reshaping("$ = '5?' ? $error('no good') : $", 20));
    const list = numbers(100);
    const failed = await harness.finished(await harness.start(spreading(body), { list, tail: "?" }));
    expect(failed).toMatchObject({
      status: "failed",
      error: { message: /^Items 5 to 8 of 100: Item 2 of 4: .*no good/ },
    });
    const ended = async () => (await childrenOf(harness, failed.id)).map((child) => child.status);
    await expect.poll(async () => (await ended()).includes("queued")).toBe(false);
    expect(await ended()).toContain("cancelled");
    const skipped = await harness.start(spreading(body, { onItemError: "skip" }), { list, tail: "?" });
    expect((await harness.finished(skipped)).output).toMatchObject({
      results: list.map((text) => (text === "5" ? null : `${text}?`)),
      errors: [{ index: 5, code: "bad_input" }],
    });
  });

  test("takes its children along when it is cancelled", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker({ runs: 3 });
    const body = await harness.body("Slow", reshaping("$", 60_000));
    const id = await harness.start(spreading(body), { list: numbers(20), tail: "" });
    const statuses = async () => new Set((await childrenOf(harness, id)).map((child) => child.status));
    await expect.poll(async () => (await childrenOf(harness, id)).length).toBe(5);
    await expect.poll(async () => (await harness.finished(id, 0)).status).toBe("waiting");
    await harness.cancel(id);
    expect((await harness.finished(id)).status).toBe("cancelled");
    await expect.poll(statuses).toEqual(new Set(["cancelled"]));
  });

  test("loses nothing when workers are lost on the way, and repeats nothing that was done", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const body = await harness.body("Slow", reshaping("$", 50));
    const id = await harness.start(spreading(body), { list: numbers(60), tail: "" });
    for (let tenure = 0; tenure < 4; tenure += 1) {
      const worker = await harness.worker({ runs: 3 });
      await sleep(350 + tenure * 70);
      // As kill -9 would have it: nothing more is said, and the leases run out.
      worker.abort();
      await db.pool.query(`UPDATE "Queue" SET "dueAt" = now() WHERE state = 'running'`);
    }
    await harness.worker();
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { results: numbers(60), errors: [] } });
    const { rows } = await db.pool.query(
      `SELECT count(*)::int AS n FROM "RunEvent" e JOIN "Run" r ON r.id = e."runId", json_array_elements(e.events) event
       WHERE r."parentId" = $1 AND event -> 1 ->> 'type' = 'step.succeeded' AND event -> 1 ->> 'nodeId' = 'part/nap'`,
      [id],
    );
    expect(rows, "each item ended once").toEqual([{ n: 60 }]);
  });

  test("of a parent that has ended in silence is not carried out", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const body = await harness.body("Slow", reshaping("$", 5));
    const first = await harness.worker({ runs: 1 });
    const id = await harness.start(spreading(body), { list: numbers(20), tail: "" });
    await expect.poll(async () => (await childrenOf(harness, id)).length).toBe(5);
    first.abort();
    await first.stop();
    await db.pool.query(`DELETE FROM "Queue" WHERE "runId" = $1`, [id]);
    await db.pool.query(`UPDATE "Run" SET status = 'failed' WHERE id = $1`, [id]);
    await db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
    await harness.worker();
    const open = async () => (await db.pool.query(`SELECT count(*)::int AS n FROM "Queue"`)).rows[0].n;
    await expect.poll(open).toBe(0);
    expect((await childrenOf(harness, id)).map((child) => child.status)).toContain("cancelled");
  });
});
