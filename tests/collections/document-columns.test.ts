import { expect, test } from "vitest";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { findColumns } from "../../collections/rows/find-columns.ts";
import type { DocumentColumns } from "../../lib/documents/document-columns.ts";
import { parseFilter } from "../../lib/search-filter/parse-filter.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench, textFile } from "./open.ts";

const { signal } = new AbortController();
const products = [
  "id,code,price,since,sold,name",
  "9007199254740993,007,12.50,2024-01-31,yes,Red cat",
  "9007199254740992,08,3,2027-02-01,no,Blue cat",
  "12,0012,,,TRUE,Green cat",
].join("\n");
const fields: DocumentColumns["fields"] = [
  { column: "id", kind: "number" },
  { column: "code", kind: "text" },
  { column: "price", kind: "number" },
  { column: "since", kind: "date" },
  { column: "sold", kind: "yes-no", field: "is sold" },
];
const columns: DocumentColumns = { fields, rows: "chunks", misfits: "refuse" };

test("columns of a table filter its rows, with every digit and every leading zero", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Products" });
  await collections.addUpload({ collectionId: id, ...textFile("products.csv", products), columns });
  await ingestAll(bench, id);
  const find = findIn(bench, id);
  expect(await find("id = 9007199254740993")).toEqual(["Red cat"]);
  expect(await find("id > 9007199254740992")).toEqual(["Red cat"]);
  expect(await find('code = "007"')).toEqual(["Red cat"]);
  expect(await find('code = "12"')).toEqual([]);
  expect(await find("price >= 3 and price < 12.5")).toEqual(["Blue cat"]);
  expect(await find("since < 2025-01-01")).toEqual(["Red cat"]);
  expect(await find("`is sold`")).toEqual(["Green cat", "Red cat"]);
  expect(await find("price is not there")).toEqual(["Green cat"]);
  const [found] = await collections.search(id, { text: "red", mode: "text", limit: 1 }, signal);
  expect(found?.metadata).toMatchObject({
    ...{ source: "products.csv", row: 1, id: 9007199254740993n, code: "007" },
    ...{ price: 12.5, since: "2024-01-31", "is sold": true },
  });
});

test("numbers and dates that are written as in Germany filter as numbers and dates", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Preise" });
  const table = "Name;Preis;Seit\nRote Katze;1.234,56 €;07.01.2027\nBlaue Katze;12,50 €;31.12.2026";
  const { columns: found } = await findColumns({ name: "preise.csv", data: Buffer.from(table) });
  expect(found.map(({ kind, numberFormat, dateFormat, unit }) => [kind, numberFormat ?? dateFormat, unit])).toEqual([
    ["text", undefined, undefined],
    ["number", "decimal-comma", "€"],
    ["date", "day.month.year", undefined],
  ]);
  const fields: DocumentColumns["fields"] = [
    { column: "Preis", kind: "number", numberFormat: "decimal-comma", unit: "€", field: "price" },
    { column: "Seit", kind: "date", dateFormat: "day.month.year", field: "since" },
  ];
  const upload = { collectionId: id, ...textFile("preise.csv", table) };
  await collections.addUpload({ ...upload, columns: { fields, rows: "chunks", misfits: "refuse" } });
  await ingestAll(bench, id);
  const query = { text: "Katze", mode: "text" as const, limit: 5 };
  const findBy = async (filter: string) =>
    (await collections.search(id, { ...query, filter: parseFilter(filter) }, signal)).map(({ metadata }) => metadata);
  expect(await findBy("price > 1000 and since = 2027-01-07")).toMatchObject([{ price: 1234.56, since: "2027-01-07" }]);
  expect(await findBy("price = 12.5")).toMatchObject([{ price: 12.5, since: "2026-12-31" }]);
});

test("JSON lines give fields by their paths, and Excel's cells keep their kinds", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "People" });
  const people = ['{"id": 9007199254740993, "home": {"city": "Bonn"}, "tags": ["cat", "eu"]}', '{"id": 2}'].join("\n");
  const fields: DocumentColumns["fields"] = [
    { column: "id", kind: "text" },
    { column: "home.city", kind: "text", field: "city" },
    { column: "tags", kind: "text" },
  ];
  const upload = { collectionId: id, ...textFile("people.jsonl", people) };
  await collections.addUpload({ ...upload, columns: { fields, rows: "chunks", misfits: "refuse" } });
  await ingestAll(bench, id);
  const query = { text: "cat", mode: "hybrid" as const, limit: 5, filter: parseFilter('tags contains "eu"') };
  const [found] = await collections.search(id, query, signal);
  expect(found?.metadata).toMatchObject({ id: "9007199254740993", city: "Bonn", tags: ["cat", "eu"] });
});

test("a value that is not of its kind is refused with its row, or left out when that was chosen", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Products" });
  const text = "name,price\nRed cat,12\nBlue cat,on request";
  const given = { fields: [{ column: "price", kind: "number" as const }], rows: "chunks" as const };
  const upload = { collectionId: id, ...textFile("prices.csv", text) };
  await collections.addUpload({ ...upload, columns: { ...given, misfits: "refuse" } });
  await ingestAll(bench, id);
  expect(await collections.documents(id)).toMatchObject([
    { status: "failed", error: expect.stringContaining("Row 2: “on request” in the column “price” is not a number") },
  ]);
  await collections.addUpload({ ...upload, columns: { ...given, misfits: "leave-out" } });
  await ingestAll(bench, id);
  expect(await findIn(bench, id)("price is there")).toEqual(["Red cat"]);
  expect(await findIn(bench, id)("price is not there")).toEqual(["Blue cat"]);
  const other = { ...given, fields: [{ column: "cost", kind: "number" as const }], misfits: "refuse" as const };
  await collections.addUpload({ ...upload, columns: other });
  await ingestAll(bench, id);
  const documents = await collections.documents(id);
  expect(documents.map(({ error }) => error)).toContain("“prices.csv” has no column “cost”. It has name, price.");
});

test("each row can be a document, and an upload again changes only the rows that have changed", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Products" });
  const send = (text: string) =>
    collections.addUpload({
      collectionId: id,
      ...textFile("products.csv", text),
      columns: { ...columns, rows: "documents", name: "code" },
    });
  const documents = async () =>
    (await collections.documents(id)).map((each) => [each.name, each.id]).sort() as [string, string][];
  expect(await send(products)).toMatchObject({ outcome: "added", rows: 3, rowOf: "products.csv" });
  await ingestAll(bench, id);
  const before = await documents();
  expect(before.map(([name]) => name)).toEqual(["products.csv › 0012", "products.csv › 007", "products.csv › 08"]);
  expect(await findIn(bench, id)("id = 9007199254740993")).toEqual(["Red cat"]);
  expect(await send(products)).toMatchObject({ outcome: "unchanged", rows: 3 });
  const changed = `${products.replace("Blue cat", "Black cat").replace(/\n12,.*/, "")}\n13,13,,,,New cat`;
  expect(await send(changed)).toMatchObject({ outcome: "replacing", rows: 3 });
  await ingestAll(bench, id);
  const after = await documents();
  expect(after.map(([name]) => name)).toEqual(["products.csv › 007", "products.csv › 08", "products.csv › 13"]);
  expect(after[0]).toEqual(before[1]);
  expect(after[1]?.[1]).not.toBe(before[2]?.[1]);
  expect(await findIn(bench, id)("id is there")).toEqual(["Black cat", "New cat", "Red cat"]);
});

test("an upload again without columns keeps those that were chosen, as one document or as many", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Products" });
  const upload = (text: string) => ({ collectionId: id, ...textFile("products.csv", text) });
  await collections.addUpload({ ...upload(products), columns: { ...columns, rows: "documents" } });
  await ingestAll(bench, id);
  const more = `${products}\n14,14,1,,,Grey cat`;
  expect(await collections.addUpload(upload(more))).toMatchObject({ outcome: "replacing", rows: 4 });
  await ingestAll(bench, id);
  expect(await findIn(bench, id)("id = 14")).toEqual(["Grey cat"]);
  await collections.addUpload({ ...upload(more), columns });
  await ingestAll(bench, id);
  expect(await collections.documents(id)).toMatchObject([
    { name: "products.csv", chunksTotal: 4, columns: { fields } },
  ]);
  expect(await findIn(bench, id)("id = 14")).toEqual(["Grey cat"]);
  await collections.addUpload({ ...upload(more), columns: { fields: [], rows: "chunks", misfits: "refuse" } });
  await ingestAll(bench, id);
  expect(await collections.documents(id)).toMatchObject([{ name: "products.csv", chunksTotal: 4, columns: null }]);
  await expect(findIn(bench, id)("id = 14")).rejects.toMatchObject({ code: "bad_input" });
});

async function ingestAll({ db, drivers, broker, log, collections }: Bench, id: string): Promise<void> {
  const ingestion = await startDocumentIngestion({ ...db, drivers, broker, log, embed: hashedWords, pollMs: 50 });
  const isEnded = async () =>
    (await collections.documents(id)).every(({ status }) => status === "ready" || status === "failed");
  await expect.poll(isEnded).toBe(true);
  await ingestion.close();
}

function findIn({ collections }: Bench, id: string) {
  return async (filter: string) => {
    const query = { text: "cat", mode: "hybrid" as const, limit: 10, filter: parseFilter(filter) };
    const found = await collections.search(id, query, signal);
    return found.map(({ text }) => /name: (.*)/.exec(text)?.[1]).sort();
  };
}
