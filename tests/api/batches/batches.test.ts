/** Batches over REST: each row of a file as one run, and what came of each. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { type BatchBench, batchBench, echo } from "./batch-bench.ts";

const workerProcess = fileURLToPath(new URL("../../engine/worker-process.ts", import.meta.url));
let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
let bench: BatchBench;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  bench = batchBench(testServer, ada);
});
afterAll(() => cleanUp.disposeAsync());

const forkWorker = (env: Record<string, string> = {}) =>
  fork(workerProcess, [testServer.env.DATABASE_URL, ""], {
    execArgv: ["--no-warnings"],
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });

test("a worker that is killed between a run and its note doubles and loses no row", async () => {
  const id = await bench.pipelineOf(echo({ name: "name", kind: "text" }));
  const names = Array.from({ length: 400 }, (_, index) => `n${index}`);
  const path = await bench.start(id, {
    file: await bench.upload("names.csv", ["name", ...names].join("\n")),
    concurrency: 8,
  });
  const killed = forkWorker({ PATCHBAY_CRASH_AT: "after-insert:3:kill" });
  expect((await once(killed, "exit"))[1]).toBe("SIGKILL");
  const { state, waiting } = await bench.stands(path);
  expect([state, waiting > 0]).toEqual(["running", true]);

  // Another is killed in the middle of whatever it does.
  const second = forkWorker();
  await expect.poll(async () => (await bench.stands(path)).succeeded).toBeGreaterThan(40);
  second.kill("SIGKILL");
  await once(second, "exit");
  expect((await bench.stands(path)).waiting).toBeGreaterThan(0);
  await testServer.work();
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ total: 400, succeeded: 400, failed: 0, running: 0, waiting: 0 });
  const runs = await testServer.app.db.prisma.run.findMany({ where: { pipelineId: id } });
  expect(runs.map(({ input }) => (input as { name: string }).name).toSorted()).toEqual(names.toSorted());
  expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(new Set(["batch"]));
  const rows = (await bench.download(path, "jsonl")).trim().split("\n");
  expect(rows.map((line) => JSON.parse(line).output.name)).toEqual(names);
});

test("results keep the order of the file, the digits of numbers, and what a spreadsheet must not run", async () => {
  const id = await bench.pipelineOf(
    echo({ name: "id", kind: "number" }, { name: "note", kind: "text", optional: true }),
  );
  const big = "12345678901234567890";
  const csv = `ID;Note;unused\r\n${big};=1+1;x\r\n7;"two\nlines";\r\n-3;;y`;
  const path = await bench.start(id, { file: await bench.upload("ids.csv", csv) });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({
    mapping: { id: "ID", note: "Note" },
    columns: ["ID", "Note", "unused"],
  });
  const lines = (await bench.download(path, "jsonl")).trim().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain(`"output":{"id":${big},"note":"=1+1"}`);
  expect(lines[0]).toContain(`"input":{"ID":"${big}","Note":"=1+1","unused":"x"}`);
  const table = await bench.download(path, "csv");
  expect(table.startsWith("\ufeffrow,ID,Note,unused,status,id,note,error,run\r\n")).toBe(true);
  expect(table).toContain(`1,${big},'=1+1,x,succeeded,${big},'=1+1,,`);
  expect(table).toContain('2,7,"two\nlines",,succeeded,7,"two\nlines",,');
  expect(table).toContain("3,-3,,y,succeeded,-3,,,");
});

test("rows that do not fit are told with number, column and what to do, before anything runs", async () => {
  const id = await bench.pipelineOf(echo({ name: "stars", kind: "number" }));
  const path = await bench.start(id, { file: await bench.upload("stars.csv", "stars,who\n5,a\nfive,b\n,c\n4,d") });
  await bench.becomes(path, "refused");
  expect(await bench.stands(path)).toMatchObject({
    refused: 2,
    error:
      "2 rows do not fit the inputs, and nothing has run. Correct the file or the columns, or run the others without them.",
  });
  expect(await testServer.app.db.prisma.run.count({ where: { pipelineId: id } })).toBe(0);
  const refused = await bench.rowsOf(path, "?state=refused");
  expect(refused.map(({ error }: { error: string }) => error)).toEqual([
    "Row 2, column “stars”: the cell says “five”. The input “stars” should be a number. Correct it in the file.",
    "Row 3, column “stars”: the cell is empty. The input “stars” is missing. Give it a number.",
  ]);
  const other = await bench.call("POST", `${path}/start`, { mapping: { stars: "nothing" } });
  expect([other.status, other.body.message]).toEqual([
    400,
    "There is no column “nothing”. The columns are stars, who.",
  ]);
  await bench.call("POST", `${path}/start`, { onRefused: "skip" });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ refused: 2, succeeded: 2, total: 4 });
});

test("lines of JSON that cannot be read are rows that failed, with their number", async () => {
  const id = await bench.pipelineOf(
    echo({ name: "name", kind: "text" }, { name: "tags", kind: "json", optional: true }),
  );
  const lines = ['{"name":"a","tags":["x"]}', "", "{oops", "[1]", `{"name":12345678901234567890,"__proto__":1}`];
  const path = await bench.start(id, { file: await bench.upload("names.jsonl", lines.join("\n")) });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ succeeded: 2, failed: 2, total: 4 });
  const failed = await bench.rowsOf(path, "?state=failed");
  expect(failed.map(({ row, error }: { row: number; error: string }) => [row, error.split(/[:.] /)[0]])).toEqual([
    [3, "Line 3 is not valid JSON"],
    [4, "Line 4 is not a JSON object"],
  ]);
  const outputs = (await bench.rowsOf(path, "?state=succeeded")).map(({ output }: { output: object }) =>
    stringifyJson(output),
  );
  expect(outputs).toEqual(['{"name":"a","tags":["x"]}', '{"name":"12345678901234567890"}']);
  // What cannot be read is not tried again.
  await bench.call("POST", `${path}/retry`, {});
  expect(await bench.stands(path)).toMatchObject({ state: "done", failed: 2 });
});

test("it is paused, resumed and cancelled, and rows that failed run once more by themselves", async () => {
  const graph = {
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
  const id = await bench.pipelineOf(graph);
  const path = await bench.start(id, {
    file: await bench.upload("texts.csv", "text\n1\nno json {\n2"),
    concurrency: 1,
  });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ succeeded: 2, failed: 1 });
  await bench.call("POST", `${path}/retry`, {});
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ succeeded: 2, failed: 1 });
  expect(await testServer.app.db.prisma.run.count({ where: { pipelineId: id } })).toBe(4);

  const many = `name\n${Array.from({ length: 3000 }, (_, index) => `n${index}`).join("\n")}`;
  const greet = await bench.pipelineOf(greeting);
  const long = await bench.start(greet, { file: await bench.upload("many.csv", many), concurrency: 2 });
  await expect.poll(async () => (await bench.stands(long)).succeeded).toBeGreaterThan(2);
  expect((await bench.call("POST", `${long}/pause`, {})).body.state).toBe("paused");
  await expect.poll(async () => (await bench.stands(long)).running).toBe(0);
  const { succeeded } = await bench.stands(long);
  expect((await bench.call("POST", `${long}/pause`, {})).status).toBe(200);
  expect((await bench.call("POST", `${long}/start`, {})).status).toBe(409);
  expect((await bench.call("POST", `${long}/resume`, {})).body.state).toBe("running");
  await expect.poll(async () => (await bench.stands(long)).succeeded).toBeGreaterThan(succeeded);
  expect((await bench.call("POST", `${long}/cancel`, {})).body.state).toBe("cancelled");
  await expect.poll(async () => (await bench.stands(long)).running).toBe(0);
  const end = await bench.stands(long);
  expect(end.waiting).toBe(0);
  expect(end.succeeded + end.failed + end.cancelled).toBe(3000);
  // What there is can be had.
  expect((await bench.download(long, "csv")).trim().split("\r\n")).toHaveLength(3001);
  expect((await bench.call("DELETE", long)).status).toBe(200);
  expect((await bench.call("GET", long)).status).toBe(404);
});

test("each document of a collection is a row with its whole text", async () => {
  const id = await bench.pipelineOf(echo({ name: "question", kind: "text" }));
  const { prisma } = testServer.app.db;
  const collection = await ada.api.collections.create({ name: "Letters" });
  const file = await bench.upload("letter.txt", "Dear Ada,\n\nall is well.");
  const both = { collectionId: collection.id, mime: "text/plain", bytes: 1, status: "ready" };
  await prisma.document.create({ data: { ...both, id: "d1", name: "letter.txt", fileId: file } });
  await prisma.document.create({ data: { ...both, id: "d2", name: "Note" } });
  await prisma.document.create({ data: { ...both, id: "d3", name: "Away" } });
  for (const [position, text] of ["First.", "Second."].entries()) {
    const chunk = { id: `c${position}`, collectionId: collection.id, documentId: "d2", position, text, embedding: [1] };
    await prisma.chunk.create({ data: chunk });
  }
  const path = await bench.start(id, { collection: collection.id });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ mapping: { question: "text" }, total: 3, succeeded: 2, failed: 1 });
  const rows = await bench.rowsOf(path);
  expect(rows.map(({ output, error }: { output: unknown; error: string }) => output ?? error)).toEqual([
    { question: "Dear Ada,\n\nall is well." },
    { question: "First.\n\nSecond." },
    "The text of this document is not kept here. Upload its file again.",
  ]);
  const foreign = await bench.call("POST", `/pipelines/${id}/batches`, {
    collection: (await eve.api.collections.create({ name: "Hers" })).id,
  });
  expect(foreign.status).toBe(404);
});

test("what cannot be a batch is refused with what to do", async () => {
  const id = await bench.pipelineOf(echo({ name: "name", kind: "text" }));
  const message = async (ask: object) => (await bench.call("POST", `/pipelines/${id}/batches`, ask)).body.message;
  expect(await message({ file: await bench.upload("x.pdf", "x") })).toBe(
    "No rows can be read from “x.pdf”. Save it as one of these: csv, tsv, jsonl, ndjson, xlsx, xlsm, ods.",
  );
  expect(await message({ file: await bench.upload("x.csv", "name\na", eve) })).toBe(
    "There is no such file in this workspace. Upload it first.",
  );
  const empty = await bench.start(id, { file: await bench.upload("empty.csv", "name\n") });
  await bench.becomes(empty, "failed");
  expect((await bench.stands(empty)).error).toBe("“empty.csv” cannot be read: it has no rows.");
  const open = await bench.start(id, { file: await bench.upload("other.csv", "a,b\n1,2") });
  await bench.becomes(open, "refused");
  expect((await bench.stands(open)).error).toBe("Choose the column that gives the input “name” its value.");
  const none = await bench.pipelineOf({
    nodes: { p: { type: "template", version: 1, config: { template: "x" } } },
    edges: [],
  });
  const refused = await bench.call("POST", `/pipelines/${none}/batches`, {
    file: await bench.upload("x.csv", "name\na"),
  });
  expect(refused.status).toBe(400);
});

test("another workspace sees and stops nothing of it", async () => {
  const id = await bench.pipelineOf(echo({ name: "name", kind: "text" }));
  const path = await bench.start(id, { file: await bench.upload("x.csv", "name\nsecret"), start: false });
  await bench.becomes(path, "ready");
  for (const [method, rest] of [
    ["GET", ""],
    ["GET", "/rows"],
    ["GET", "/results.csv"],
    ["GET", "/results.jsonl"],
    ["POST", "/start"],
    ["POST", "/cancel"],
    ["DELETE", ""],
  ] as const) {
    const answer = await bench.call(method, `${path}${rest}`, method === "POST" ? {} : undefined, eve);
    expect([rest, answer.status]).toEqual([rest, 404]);
  }
  // Nor by a pipeline of its own.
  const { body } = await bench.call("POST", "/pipelines", { name: "Mine", graph: greeting }, eve);
  const foreign = path.replace(id, body.id);
  expect((await bench.call("GET", foreign, undefined, eve)).status).toBe(404);
  expect((await bench.stands(path)).state).toBe("ready");
});

test("a pipeline that is archived runs no more rows", async () => {
  const id = await bench.pipelineOf(echo({ name: "name", kind: "text" }));
  const path = await bench.start(id, { file: await bench.upload("x.csv", "name\na"), start: false });
  await bench.becomes(path, "ready");
  await ada.api.pipelines.archive({ id, archived: true });
  expect((await bench.stands(path)).state).toBe("cancelled");
  const refused = await bench.call("POST", `/pipelines/${id}/batches`, {
    file: await bench.upload("x.csv", "name\na"),
  });
  expect(refused.body.message).toBe("The pipeline is archived. Restore it to run a batch.");
});
