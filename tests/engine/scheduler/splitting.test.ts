/** Whether a long list is left to child runs is decided once, and its results do not depend on it. */
import { expect, test } from "vitest";
import type { Graph } from "../../../lib/graph/graph.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
const computed = (count: number) => numbers(count).map((text) => `${text}!`);

/** Computes, and waits for nothing. */
const computing = (title = "Compute"): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      a: ["merge", {}, { title }],
      f: ["flaky", { times: 0 }],
      t: ["transform", { expression: "'!'" }],
      both: ["merge", { separator: "" }],
      out: ["output", { fields: [textField] }],
    },
    [
      ...["in.text > a.values", "a.text > both.values", "in.text > f.text", "f.text > t.value"],
      ...["t.result > both.values", "both.text > out.text"],
    ],
  );

const overList = (pipeline: object, more: object) =>
  graphOf(
    {
      in: ["input", { fields: [{ name: "list", kind: "json" }] }],
      map: ["map", { pipeline, ...more }],
      out: ["output", { fields: [{ name: "results", kind: "json" }] }],
    },
    ["in.list > map.items", "map.results > out.results"],
  );

async function childRuns({ db }: Harness, id: string): Promise<number> {
  const { rows } = await db.pool.query(`SELECT count(*)::int AS n FROM "Run" WHERE "parentId" = $1`, [id]);
  return rows[0].n;
}

/** What is recorded of the items' steps, in this run or its child runs: each event of each node, and how often. */
async function recordedOf({ db }: Harness, id: string): Promise<{ node: string; type: string; n: number }[]> {
  const text = `
    SELECT regexp_replace(event -> 1 ->> 'nodeId', '^(map|part)/', '') AS node, event -> 1 ->> 'type' AS type,
           count(*)::int AS n
    FROM "RunEvent" e JOIN "Run" r ON r.id = e."runId", json_array_elements(e.events) event
    WHERE $1 IN (r.id, r."parentId") AND event -> 1 ->> 'nodeId' LIKE '%/%' GROUP BY 1, 2 ORDER BY 1, 2`;
  return (await db.pool.query(text, [id])).rows;
}

test("a list whose body only computes is not split on the only worker; split beside another, it gives the same", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const body = await harness.body("Compute", computing());
  const run = async (pipeline: object, count: number, more = {}) =>
    await harness.finished(await harness.start(overList(pipeline, more), { list: numbers(count) }));
  const small = await run(body, 200);
  expect(small).toMatchObject({ status: "succeeded", output: { results: computed(200) } });
  expect(await childRuns(harness, small.id)).toBe(0);
  const here = await run(body, 2000, { batch: 1000 });
  expect(await childRuns(harness, here.id)).toBe(0);
  await harness.worker();
  // What a worker knows of the others is up to a second old. A body that has run is measured, so each try has its own.
  let split = here;
  const splitWith = async (title: string) => {
    split = await run(await harness.body(title, computing(title)), 2000, { batch: 1000 });
    return await childRuns(harness, split.id);
  };
  let tries = 0;
  await expect.poll(() => splitWith(`Not measured yet ${++tries}`)).toBe(2);
  expect(split.output).toEqual({ results: computed(2000) });
  expect(split.output).toEqual(here.output);
  expect(await recordedOf(harness, split.id)).toEqual(await recordedOf(harness, here.id));
});

test("a list that was begun in its own run goes on there, whatever workers there are when it is taken over", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const first = await harness.worker();
  const { nodes, ...rest } = computing();
  // One item's step fails, and pauses long enough for the run to be parked.
  const flaky = { type: "flaky", version: 1, config: { times: 1 }, retry: { attempts: 2, delay: 60 } };
  const body = await harness.body("Compute", { ...rest, nodes: { ...nodes, f: flaky } });
  const id = await harness.start(overList(body, { batch: 1000, concurrency: 2 }), { list: numbers(2000) });
  await expect.poll(async () => (await harness.finished(id, 0)).status, { timeout: patienceMs }).toBe("waiting");
  first.abort();
  await first.stop();
  await Promise.all([harness.worker(), harness.worker()]);
  await db.pool.query(`UPDATE "Step" SET "waitUntil" = now() WHERE "runId" = $1 AND "waitUntil" IS NOT NULL`, [id]);
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now() WHERE "runId" = $1`, [id]);
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { results: computed(2000) } });
  expect(await childRuns(harness, id)).toBe(0);
  const ended = (await recordedOf(harness, id)).filter(({ type }) => type === "step.succeeded");
  const once = ["a", "both", "f", "in", "out", "t"].map((node) => ({ node, type: "step.succeeded", n: 2000 }));
  expect(ended, "each step ended once").toEqual(once);
});

test("a list that was split stays split, also when the only worker takes its run over", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const workers = [await harness.worker(), await harness.worker()];
  const body = await harness.body("Compute", computing());
  const id = await harness.start(overList(body, { batch: 500 }), { list: numbers(4000) });
  await expect.poll(() => childRuns(harness, id), { interval: 5 }).toBe(8);
  for (const worker of workers) worker.abort();
  await Promise.all(workers.map((worker) => worker.stop()));
  await harness.worker();
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  const run = await harness.finished(id);
  expect(run.output).toEqual({ results: computed(4000) });
  expect(await childRuns(harness, id)).toBe(8);
  const inside = run.steps.filter(({ nodeId }) => nodeId.startsWith("map/"));
  expect(inside, "nothing of it ran in the parent").toEqual([]);
});
