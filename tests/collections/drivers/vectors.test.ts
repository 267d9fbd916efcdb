/** Chunks by a field, and by their distance to a vector, on both drivers' common ground and Postgres's own. */
import { expect, test } from "vitest";
import type { Document } from "../../../lib/values/values.ts";
import { hashWords } from "../hashed-words.ts";
import { openBench } from "../open.ts";

const { signal } = new AbortController();
const titled = (heading: string, text: string, more: Document["metadata"] = {}): Document => ({
  text,
  metadata: { source: "books", heading, ...more },
});
const books = [
  titled("Whales", "A captain hunts a white whale over all seas.", { shelf: 7 }),
  titled("Sharks", "A captain hunts a shark over all seas.", { shelf: 7 }),
  titled("Gardens", "A girl finds a garden behind a wall.", { shelf: 8 }),
  titled("__proto__", "A ghost walks in a castle.", { shelf: 8 }),
];

async function openBooks() {
  const bench = await openBench();
  const { id } = await bench.collections.create({ name: "Books" });
  await bench.collections.add(id, books, { idempotencyKey: "k", signal });
  return { bench, id, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

test("a chunk is found by a field, which may hold a text or a number, and comes with its own vector", async () => {
  await using at = await openBooks();
  const { collections, others } = at.bench;
  const whales = await collections.find(at.id, { name: "heading", value: "Whales" }, signal);
  expect(whales?.document).toMatchObject({ text: books[0]!.text, metadata: { heading: "Whales", shelf: 7 } });
  const expected = hashWords(`Whales\n${books[0]!.text}`);
  expect(whales?.vector).toHaveLength(expected.length);
  for (const [index, part] of expected.entries()) expect(whales?.vector[index]).toBeCloseTo(part, 6);
  expect((await collections.find(at.id, { name: "shelf", value: "8" }, signal))?.document.text).toBeDefined();
  expect((await collections.find(at.id, { name: "heading", value: "__proto__" }, signal))?.document.text).toMatch(
    /ghost/,
  );
  for (const value of ["whales", "Whale", '"', "\0", "%", "7e0"]) {
    expect(await collections.find(at.id, { name: "heading", value }, signal), value).toBeNull();
  }
  await expect(others.find(at.id, { name: "heading", value: "Whales" }, signal)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a chunk is found by a field that was given to its document, which goes over its own", async () => {
  await using at = await openBooks();
  const { collections } = at.bench;
  const [document] = await collections.documents(at.id);
  const address = { collectionId: at.id, documentId: document!.id };
  await collections.setMetadata(address, { isbn: "978-3", shelf: 9, year: 1851 });
  for (const [name, value] of [
    ["isbn", "978-3"],
    ["year", "1851"],
    ["shelf", "9"],
  ] as const) {
    const found = await collections.find(at.id, { name, value }, signal);
    expect(found?.document.metadata, name).toMatchObject({ heading: "Whales", isbn: "978-3", shelf: 9, year: 1851 });
  }
  expect(await collections.find(at.id, { name: "shelf", value: "7" }, signal)).toBeNull();
});

test("the nearest chunks come best first, whatever length the vector has, without those that are left out", async () => {
  await using at = await openBooks();
  const { collections } = at.bench;
  const vector = hashWords("captain hunts a whale over all seas").map((part) => part * 0.01);
  const headings = async (field = "heading", values: string[] = [], limit = 2) =>
    (
      await collections.nearest(
        at.id,
        { vector, limit, minScore: 0, without: { field, values: new Set(values) } },
        signal,
      )
    ).map(({ metadata }) => metadata.heading);
  expect(await headings()).toEqual(["Whales", "Sharks"]);
  expect((await headings("heading", ["Whales"]))[0]).toBe("Sharks");
  // One value that two chunks have: more are looked at than the list is long.
  expect((await headings("shelf", ["7"], 2)).toSorted()).toEqual(["Gardens", "__proto__"]);
  expect(await headings("shelf", ["7", "8"])).toEqual([]);
  expect(await headings("toString", ["x"])).toEqual(["Whales", "Sharks"]);
  const [first] = await collections.nearest(at.id, { vector, limit: 1, minScore: 0 }, signal);
  expect(first?.score).toBeGreaterThan(0.5);
});

test("a vector of other dimensions, and one of zeros, are refused with what to do", async () => {
  await using at = await openBooks();
  const nearest = (vector: number[]) => at.bench.collections.nearest(at.id, { vector, limit: 1, minScore: 0 }, signal);
  await expect(nearest([1, 2, 3])).rejects.toMatchObject({ code: "bad_input", userMessage: /has 3 numbers/ });
  await expect(nearest(new Array(512).fill(0))).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /no direction/,
  });
});
