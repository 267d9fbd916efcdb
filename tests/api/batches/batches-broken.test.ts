/** Batches over files, budgets and moments that are not as one would like them. */
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import {
  advanceBatch,
  claimBatches,
  insertBatchRows,
  retryBatchRows,
} from "../../../engine/triggers/batches/sql/statements.ts";
import { openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { type BatchBench, batchBench, echo } from "./batch-bench.ts";

let testServer: TestServer;
let ada: Tenant;
let bench: BatchBench;
const cleanUp = new AsyncDisposableStack();
const peer = cleanUp.use(
  await openaiPeer(() => ({ words: ["Yes."], usage: { prompt_tokens: 100, completion_tokens: 50 } })),
);

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host }));
  ada = await testServer.tenant("ada");
  bench = batchBench(testServer, ada);
});
afterAll(() => cleanUp.disposeAsync());

const name = { name: "name", kind: "text" };

test("a worker that says that all is done, just when rows are retried, does not end the batch", async () => {
  const id = await bench.pipelineOf(echo(name));
  const path = await bench.start(id, { file: await bench.upload("a.csv", "name\na"), start: false });
  const batchId = path.split("/").at(-1) ?? "";
  const { pool } = testServer.app.db;
  await pool.query(`UPDATE "Batch" SET state = 'running', total = 1, failed = 1 WHERE id = $1`, [batchId]);
  await pool.query(
    `INSERT INTO "BatchRow" ("batchId", index, line, cells, state) VALUES ($1, 0, 1, '["a"]', 'failed')`,
    [batchId],
  );
  const claimed = (await pool.query(claimBatches({ limit: 10, mayPrepare: true }))).rows;
  const { claim } = claimed.find((batch) => batch.id === batchId);
  await pool.query(retryBatchRows({ id: batchId }));
  const done = { id: batchId, claim, from: "running", to: "done", samples: "[]", error: undefined, restMs: 0 };
  await pool.query(advanceBatch(done));
  expect(await bench.stands(path)).toMatchObject({ state: "running", waiting: 1, failed: 0 });
  await pool.query(`DELETE FROM "Batch" WHERE id = $1`, [batchId]);
});

test("a worker that reads on after another took over adds no row, and a collection is read anew", async () => {
  // The other tests need the worker that this one does without at first.
  onTestFailed(async () => void (await testServer.work()));
  const id = await bench.pipelineOf(echo(name));
  const { pool, prisma } = testServer.app.db;
  const { id: collectionId } = await ada.api.collections.create({ name: "Letters" });
  const path = await bench.start(id, { collection: collectionId, start: false });
  const batchId = path.split("/").at(-1) ?? "";
  const read = async () => {
    // Postgres rounds a time to the next millisecond, too, so “now” may not have come yet.
    await pool.query(`UPDATE "Batch" SET "dueAt" = now() - interval '1 s' WHERE id = $1`, [batchId]);
    const claimed = (await pool.query(claimBatches({ limit: 10, mayPrepare: true }))).rows;
    return claimed.find((batch) => batch.id === batchId).claim;
  };
  const insert = (claim: number, cells: string[], first: number) =>
    pool.query(insertBatchRows({ id: batchId, claim, first, rows: JSON.stringify([[first + 1, cells]]) }));
  const first = await read();
  await insert(first, ["gone", "gone", "d0"], 0);
  await read();
  expect((await insert(first, ["late", "late", "d9"], 1)).rowCount).toBe(0);
  const document = { collectionId, id: "d1", name: "here", mime: "text/plain", bytes: 1, status: "ready" };
  await prisma.document.create({ data: document });
  await prisma.chunk.create({
    data: { id: "c1", collectionId, documentId: "d1", position: 0, text: "Here.", embedding: [1] },
  });
  await pool.query(`UPDATE "Batch" SET "dueAt" = now() WHERE id = $1`, [batchId]);
  await testServer.work();
  await bench.becomes(path, "ready");
  expect((await bench.rowsOf(path)).map(({ cells }: { cells: string[] }) => cells)).toEqual([["here", "Here.", "d1"]]);
});

test("names of columns are kept whatever they are, and no batch keeps others waiting", async () => {
  const id = await bench.pipelineOf(echo(name));
  const odd = [`{"x\\u0000y\\ud800":1,"name":"a"}`, `{"name":"b"}`].join("\n");
  const strange = await bench.start(id, { file: await bench.upload("odd.jsonl", odd) });
  const long = await bench.start(id, { file: await bench.upload("long.csv", `${"very long ".repeat(200)}\na`) });
  await bench.becomes(strange, "done");
  await bench.becomes(long, "done");
  expect((await bench.stands(strange)).columns).toEqual(["x\ufffdy\ufffd", "name"]);
  expect((await bench.stands(long)).columns[0]).toHaveLength(200);
  const { pool } = testServer.app.db;
  // As a later release might leave one.
  const damaged = await bench.start(id, { file: await bench.upload("x.csv", "name\na"), start: false });
  await bench.becomes(damaged, "ready");
  await pool.query(`UPDATE "Batch" SET state = 'running', source = '{"kind":"?"}' WHERE id = $1`, [
    damaged.split("/").at(-1),
  ]);
  const other = await bench.start(id, { file: await bench.upload("y.csv", "name\na") });
  await bench.becomes(other, "done");
});

test("a batch whose file cannot be had says so instead of being read for ever", async () => {
  const id = await bench.pipelineOf(echo(name));
  const { pool } = testServer.app.db;
  const file = await bench.upload("x.csv", "name\na");
  await pool.query(`UPDATE "File" SET data = NULL, "storedIn" = 's3://nowhere/x', sha256 = '\\x00' WHERE id = $1`, [
    file,
  ]);
  const path = await bench.start(id, { file });
  await expect.poll(async () => (await bench.stands(path)).error).toMatch(/\w/);
});

test("the file of a batch goes with it, however it goes, unless it is used elsewhere", async () => {
  const { prisma } = testServer.app.db;
  const id = await bench.pipelineOf(echo(name));
  const [own, shared] = [await bench.upload("own.csv", "name\na"), await bench.upload("shared.csv", "name\na")];
  const paths = [];
  for (const file of [own, shared, shared]) paths.push(await bench.start(id, { file }));
  for (const path of paths) await bench.becomes(path, "done");
  const there = async () => await prisma.file.count({ where: { id: { in: [own, shared] } } });
  await bench.call("DELETE", paths[0] ?? "");
  await bench.call("DELETE", paths[1] ?? "");
  expect(await there()).toBe(1);
  expect(await prisma.file.count({ where: { id: shared } })).toBe(1);
  await prisma.pipeline.delete({ where: { id } });
  expect(await there()).toBe(0);
});

test("a batch of an archived pipeline is not retried", async () => {
  const id = await bench.pipelineOf(echo(name));
  const path = await bench.start(id, { file: await bench.upload("x.csv", "name\na") });
  await bench.becomes(path, "done");
  await ada.api.pipelines.archive({ id, archived: true });
  const { status, body } = await bench.call("POST", `${path}/retry`, {});
  expect([status, body.message]).toEqual([409, "The pipeline is archived. Restore it to run a batch."]);
});

test("a page of rows far beyond the last is empty", async () => {
  const id = await bench.pipelineOf(echo(name));
  const path = await bench.start(id, { file: await bench.upload("x.csv", "name\na") });
  await bench.becomes(path, "done");
  expect(await bench.rowsOf(path, "?cursor=999999999")).toEqual([]);
  expect((await bench.call("GET", `${path}/rows?cursor=99999999999`)).status).toBe(400);
});

test("a budget that is used up pauses the batch, and the rows run once it is raised", async () => {
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  await ada.api.prices.set({ model: "small", input: 2, cached: null, output: 8 });
  const model = { provider: "openai-compatible", model: "small", credential };
  const id = await bench.pipelineOf({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      chat: { type: "chat-model", version: 1, config: { model, maxTokens: 50 } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "answer" } },
    ],
  });
  await ada.api.usage.setMonthBudget({ budget: { usd: 0.0005 * 12 } });
  const rows = Array.from({ length: 60 }, (_, index) => `q${index}`);
  const path = await bench.start(id, { file: await bench.upload("q.csv", ["q", ...rows].join("\n")), concurrency: 4 });
  await bench.becomes(path, "paused");
  await expect.poll(async () => (await bench.stands(path)).running).toBe(0);
  const paused = await bench.stands(path);
  expect(paused.error).toMatch(
    /^The batch is paused, as the budget is used up\. The workspace's budget of this month is/,
  );
  expect(paused.succeeded).toBeGreaterThan(0);
  expect(paused.failed).toBeLessThan(20);
  expect(paused.waiting).toBeGreaterThan(30);
  await ada.api.usage.setMonthBudget({ budget: null });
  await bench.call("POST", `${path}/retry`, {});
  expect((await bench.call("POST", `${path}/resume`, {})).body.error).toBeNull();
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ succeeded: 60, failed: 0 });
});

const parsing = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "text", kind: "text" }] } },
    read: { type: "parse", version: 1, config: { format: "JSON" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "value", kind: "json" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "text" }, to: { node: "read", port: "text" } },
    { id: "b", from: { node: "read", port: "value" }, to: { node: "out", port: "value" } },
  ],
};

test("a batch whose first rows all fail in the same way is paused once, and one with a row that succeeds is not", async () => {
  const id = await bench.pipelineOf(parsing);
  const bad = (count: number) => Array.from({ length: count }, (_, index) => `no json ${index} {`);
  const upload = async (rows: string[]) => await bench.upload("texts.csv", ["text", ...rows].join("\n"));
  const path = await bench.start(id, { file: await upload(bad(80)), concurrency: 4 });
  await bench.becomes(path, "paused");
  await expect.poll(async () => (await bench.stands(path)).running).toBe(0);
  const paused = await bench.stands(path);
  expect(paused.error).toMatch(
    /^The batch is paused, as its first 20 rows all failed in the same way: .+ Resume it alone to run/,
  );
  expect(paused).toMatchObject({ succeeded: 0, failed: expect.any(Number) });
  expect(paused.failed).toBeLessThan(40);
  // Mended or not, it is tried from the beginning.
  await bench.call("POST", `${path}/retry`, {});
  await bench.call("POST", `${path}/resume`, {});
  await bench.becomes(path, "paused");
  expect((await bench.call("POST", `${path}/resume`, {})).body.error).toBeNull();
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ failed: 80, succeeded: 0 });

  const mixed = await bench.start(id, { file: await upload(["1", ...bad(40)]), concurrency: 1 });
  await bench.becomes(mixed, "done");
  expect(await bench.stands(mixed)).toMatchObject({ failed: 40, succeeded: 1 });
});

test("runs that are started during a batch go through, and it never has more in the queue than it may", async () => {
  const id = await bench.pipelineOf(echo(name));
  const rows = Array.from({ length: 4000 }, (_, index) => `n${index}`);
  const file = await bench.upload("many.csv", ["name", ...rows].join("\n"));
  const path = await bench.start(id, { file, concurrency: 20 });
  await expect.poll(async () => (await bench.stands(path)).succeeded).toBeGreaterThan(0);
  const eve = await testServer.tenant("eve");
  const open = { pipelineId: id, trigger: "batch", status: { in: ["queued", "running"] } };
  for (const tenant of [ada, eve]) {
    const own = (await bench.call("POST", "/pipelines", { name: "Own", graph: echo(name) }, tenant)).body.id;
    const { body } = await bench.call("POST", `/pipelines/${own}/runs?wait=60`, { inputs: { name: "x" } }, tenant);
    expect(body.status).toBe("succeeded");
    expect(await testServer.app.db.prisma.run.count({ where: open })).toBeLessThanOrEqual(20);
  }
  expect((await bench.stands(path)).waiting).toBeGreaterThan(0);
  await bench.call("POST", `${path}/cancel`, {});
  await expect.poll(async () => (await bench.stands(path)).running).toBe(0);
});
