/** Batches over REST: files as other programs write them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../test-server.ts";
import { type BatchBench, batchBench, echo } from "./batch-bench.ts";

let testServer: TestServer;
let bench: BatchBench;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  bench = batchBench(testServer, await testServer.tenant("ada"));
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

test("numbers and truth are read as spreadsheets write them, save what could be two numbers", async () => {
  const fields = [
    { name: "n", kind: "number" },
    { name: "b", kind: "boolean", optional: true },
  ];
  const id = await bench.pipelineOf(echo(...fields));
  const cells = [
    "3,5;TRUE",
    '"1.234,50";False',
    "-0,125;",
    "1,234,567;",
    "1.234.567;",
    '"1,234.5";',
    "+2,5;",
    "1,234;",
    "1\u202f234,5;",
    "1 234 567;",
    "\u22121'234.5;",
    "\u22127;",
    "1 23;",
  ];
  const file = await bench.upload("zahlen.csv", `\ufeffn;b\r\n${cells.join("\r\n")}\r\n`);
  const path = await bench.start(id, { file, onRefused: "skip" });
  await bench.becomes(path, "done");
  const rows = await bench.rowsOf(path);
  expect(rows.map(({ output }: { output: { n: number } | null }) => output?.n)).toEqual([
    ...[3.5, 1234.5, -0.125, 1_234_567, 1_234_567, 1234.5, 2.5],
    ...[undefined, 1234.5, 1_234_567, -1234.5, -7, undefined],
  ]);
  expect(rows.map(({ output }: { output: { b?: boolean } | null }) => output?.b).slice(0, 2)).toEqual([true, false]);
  expect([rows[7].error, rows[12].error]).toEqual([
    "Row 8, column “n”: the cell says “1,234”. The input “n” should be a number. It could be 1234 or 1.234: write one of these. Correct it in the file.",
    "Row 13, column “n”: the cell says “1 23”. The input “n” should be a number. Correct it in the file.",
  ]);
});

test("a cell with a list or an object is that where the input is JSON, and a file of which no column is an input's is refused", async () => {
  const id = await bench.pipelineOf(
    echo({ name: "data", kind: "json", optional: true }, { name: "note", kind: "text", optional: true }),
  );
  const rows = ["[1,12345678901234567890]", '{"a": {"b": null}}', "{open", "plain", "7"];
  const csv = ["data\tnote", ...rows.map((cell) => `${cell}\t${cell}`)].join("\n");
  const path = await bench.start(id, { file: await bench.upload("data.tsv", csv) });
  await bench.becomes(path, "done");
  const lines = (await bench.download(path, "jsonl")).trim().split("\n");
  expect(lines.map((line) => /"output":(.*),"error"/.exec(line)?.[1])).toEqual([
    '{"data":[1,12345678901234567890],"note":"[1,12345678901234567890]"}',
    '{"data":{"a":{"b":null}},"note":"{\\"a\\": {\\"b\\": null}}"}',
    '{"data":"{open","note":"{open"}',
    '{"data":"plain","note":"plain"}',
    '{"data":"7","note":"7"}',
  ]);
  const other = await bench.start(id, { file: await bench.upload("other.csv", "2024,2025\n1,2\n") });
  await bench.becomes(other, "refused");
  expect((await bench.stands(other)).error).toBe(
    "Choose the column of one input at least: none of the columns 2024, 2025 has the name of one.",
  );
  expect((await bench.call("POST", `${other}/start`, { mapping: { note: "2025" } })).status).toBe(200);
  await bench.becomes(other, "done");
});

test("JSON over several lines, in a list, or with other ends of lines is read as rows by the lines where they begin", async () => {
  const id = await bench.pipelineOf(echo({ name: "id", kind: "number" }));
  const read = async (text: string) => {
    const path = await bench.start(id, { file: await bench.upload("a.jsonl", text) });
    await expect.poll(async () => (await bench.stands(path)).state).toMatch(/^(done|failed|refused)$/);
    const rows = await bench.rowsOf(path);
    return rows.map((row: { row: number; output: { id: number } | null; error: string | null }) => [
      row.row,
      row.output?.id ?? row.error,
    ]);
  };
  expect(await read('{\n  "id": 1,\n  "text": "}{"\n}\n')).toEqual([[1, 1]]);
  expect(await read('\ufeff\n{\r\n"id": 1\r\n}\r\n{ "id": 2,\r\n"in": [{"id": 3}] }')).toEqual([
    [2, 1],
    [5, 2],
  ]);
  expect(await read('[{"id":1},{"id":2}]')).toEqual([
    [1, 1],
    [1, 2],
  ]);
  expect(await read('[\n  {"id":1},\n  {"id":2,"a":[1,"]"]}\n]\n')).toEqual([
    [2, 1],
    [3, 2],
  ]);
  expect(await read('{"id":1},\n{"id":2}\n')).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await read('{"id":1}\r{"id":2}\r')).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await read('{"id":1,"share":NaN}\n\n{"id":2,"share":-Infinity}')).toEqual([
    [1, 1],
    [3, 2],
  ]);
  // What is broken is told line by line.
  expect((await read('{"id":1\n{"id":2}\n[3]\n')).map(([row]: [number]) => row)).toEqual([1, 2, 3]);
});
