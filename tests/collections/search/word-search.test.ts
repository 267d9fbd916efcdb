import { expect, test } from "vitest";
import { readState } from "../../../collections/postgres/collection-state.ts";
import { openWordSearch } from "../../../collections/postgres/word-search.ts";
import { type Bench, openBench, openElsewhere } from "../open.ts";

const { signal } = new AbortController();
const wanted = { limit: 5, minScore: 0 };

const chunks = [
  "Code E-4711: the pump is dry.",
  "Code E-4712: the pump is hot.",
  "Release 2.4.1 is for C++.",
  "A valve.",
];

async function fill({ collections }: Bench): Promise<string> {
  const { id } = await collections.create({ name: "Pumps" });
  const documents = chunks.map((text) => ({ text, metadata: { source: text } }));
  await collections.add(id, documents, { idempotencyKey: "k", signal });
  return id;
}

test("a collection too large for memory is searched by Postgres, for codes too", async () => {
  await using bench = await openBench();
  const id = await fill(bench);
  const inMemory = openWordSearch(bench.db.pool);
  const inPostgres = openWordSearch(bench.db.pool, { all: 1, collection: 1 });
  const state = await readState(bench.db.pool, id);
  for (const { open } of [inMemory, inPostgres]) {
    const words = await open(id, state);
    for (const [query, position] of Object.entries({
      "E-4711": 0,
      "4712": 1,
      "-4712": 1,
      "2.4.1": 2,
      "C++": 2,
      valves: 3,
    })) {
      const [best] = await words.search(query, wanted);
      const [chunk] = await bench.db.prisma.chunk.findMany({ where: { id: best?.id ?? "" } });
      expect(chunk?.text, query).toBe(chunks[position]);
      const scores = await words.scores(query, [best!.id]);
      expect(scores[0]!.score.toFixed(6)).toBe(best!.score.toFixed(6));
    }
    expect(await words.search("E-4713", { ...wanted, minScore: 0.4 })).toEqual([]);
  }
  await expect(readState(bench.db.pool, "gone")).rejects.toMatchObject({ code: "not_found" });
});

test("words kept in memory follow what other processes write and whatever deletes", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const id = await fill(bench);
  const elsewhere = openElsewhere(db);
  const find = async (text: string) =>
    (await collections.search(id, { text, mode: "text", limit: 5 }, signal)).map((found) => found.text);
  expect(await find("pump")).toHaveLength(2);
  await elsewhere.add(id, [{ text: "Pump B-17 is new.", metadata: { source: "b" } }], { idempotencyKey: "k", signal });
  expect(await find("B-17")).toEqual(["Pump B-17 is new."]);
  await db.prisma.document.deleteMany({ where: { name: chunks[0]! } });
  expect(await find("E-4711")).not.toContain(chunks[0]);
  expect(await find("pump")).toHaveLength(2);
  await db.pool.query(`DELETE FROM "Chunk" WHERE text LIKE 'Pump%'`);
  expect(await find("pump")).toEqual([chunks[1]]);
  const near = await collections.search(id, { text: "pump B-17", mode: "vector", limit: 9 }, signal);
  expect(near.map(({ text }) => text).sort()).toEqual(chunks.slice(1).sort());
  await db.prisma.workspace.deleteMany({ where: { id: "w1" } });
  await expect(find("pump")).rejects.toMatchObject({ code: "not_found" });
});
