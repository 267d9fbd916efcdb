import { expect, test } from "vitest";
import { startDocumentIngestion } from "../../../collections/ingest/documents.ts";
import { readState } from "../../../collections/postgres/collection-state.ts";
import { openVectorMemory } from "../../../collections/postgres/vector-search.ts";
import { SearchMode } from "../../../lib/documents/collection.ts";
import { hashedWords, hashWords } from "../hashed-words.ts";
import { openBench, openElsewhere, textFile } from "../open.ts";

const { signal } = new AbortController();

test("what one process writes or deletes, every other one sees in its next search, while all of them search", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Pumps" });
  const processes = [collections, openElsewhere(db), openElsewhere(db)];
  const others = new AbortController();
  const searching = processes.map(async (each) => {
    let turns = 0;
    for (; !others.signal.aborted; turns++) await each.search(id, { text: "pump", mode: "hybrid", limit: 20 }, signal);
    return turns;
  });
  for (let round = 0; round < 12; round++) {
    const writer = processes[round % processes.length]!;
    const name = `E-${4000 + round}`;
    await writer.add(id, [{ text: `Pump ${name}`, metadata: { source: name } }], { idempotencyKey: name, signal });
    for (const mode of SearchMode.options) {
      for (const reader of processes) {
        const [found] = await reader.search(id, { text: `Pump ${name}`, mode, limit: 1 }, signal);
        expect(found?.text, `${mode}, round ${round}`).toBe(`Pump ${name}`);
      }
    }
    if (round % 3 !== 0) continue;
    const document = (await writer.documents(id)).find((each) => each.name === name)!;
    await writer.deleteDocument(document.id);
    for (const mode of SearchMode.options) {
      for (const reader of processes) {
        const found = await reader.search(id, { text: `Pump ${name}`, mode, limit: 50 }, signal);
        expect(found.map(({ text }) => text)).not.toContain(`Pump ${name}`);
      }
    }
  }
  others.abort();
  for (const turns of await Promise.all(searching)) expect(turns).toBeGreaterThan(0);
});

test("a document that is replaced is found in its old or its new text, never in both or none", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Prices" });
  const ingestion = await startDocumentIngestion({ ...bench, ...db, embed: hashedWords, pollMs: 50 });
  await using _ = { [Symbol.asyncDispose]: () => ingestion.close() };
  const reader = openElsewhere(db);
  const found = async () =>
    (await reader.search(id, { text: "price", mode: "hybrid", limit: 9 }, signal)).map((c) => c.text);
  const seen = new Set<string>();
  for (let version = 0; version < 6; version++) {
    const text = `The price is ${version}.`;
    await collections.addUpload({ collectionId: id, ...textFile("price.txt", text), onDuplicate: "replace" });
    await expect
      .poll(async () => {
        const texts = await found();
        if (version > 0) expect(texts).toHaveLength(1);
        for (const each of texts) seen.add(each);
        return texts[0];
      })
      .toBe(text);
  }
  expect([...seen].sort()).toEqual(Array.from({ length: 6 }, (_, version) => `The price is ${version}.`));
});

test("of a large collection only rounded vectors stay in memory, and the same is found; of a larger one none", async () => {
  await using bench = await openBench();
  const { collections, db, drivers } = bench;
  const { id } = await collections.create({ name: "Large" });
  await db.prisma.document.create({ data: { id, collectionId: id, name: "a", mime: "text/plain", bytes: 1 } });
  const driver = await drivers.open(await db.prisma.collection.findUniqueOrThrow({ where: { id } }));
  const texts = Array.from(
    { length: 1200 },
    (_, index) => `Pump ${index} of hall ${index % 7} has valve ${index % 40}`,
  );
  const rows = texts.map((text, position) => ({
    id: `${id}#${position}`,
    documentId: id,
    position,
    text,
    metadata: {},
  }));
  await driver.upsert(
    rows.map((row) => ({ ...row, vector: hashWords(row.text) })),
    signal,
  );
  const open = async (budget: { all: number; collection: number; exact: number }) =>
    openVectorMemory(db.pool, budget).open(id, await readState(db.pool, id));
  const exact = await open({ all: 1e9, collection: 1e9, exact: 1e9 });
  const rounded = await open({ all: 1e9, collection: 1e9, exact: 1 });
  for (const text of ["Pump 7 valve 7", "hall 3", "Pump 1199"]) {
    const wanted = { limit: 12, minScore: 0.1 };
    const near = await exact.nearest(hashWords(text), wanted);
    expect(near).toHaveLength(12);
    const found = await rounded.nearest(hashWords(text), wanted);
    expect(found.map(({ score }) => score.toFixed(5))).toEqual(near.map(({ score }) => score.toFixed(5)));
    const ids = near.map((each) => each.id);
    const again = await rounded.similarities(hashWords(text), [...ids, "gone"]);
    expect(new Map(again.map((each) => [each.id, each.score]))).toEqual(
      new Map(near.map((each) => [each.id, each.score])),
    );
  }
  await expect(open({ all: 1e9, collection: 1e6, exact: 1 })).rejects.toMatchObject({ code: "too_large" });
});
