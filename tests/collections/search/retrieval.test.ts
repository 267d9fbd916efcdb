import { expect, test } from "vitest";
import type { Embed } from "../../../collections/embed.ts";
import { parseFilter } from "../../../lib/search-filter/parse-filter.ts";
import type { Json } from "../../../lib/values/json.ts";
import { hashedWords } from "../hashed-words.ts";
import { type Bench, openBench } from "../open.ts";

const { signal } = new AbortController();
const query = { text: "cats", limit: 4, mode: "hybrid" as const };

type Fact = { text: string; metadata: { [key: string]: Json } };

async function collectionOf({ collections }: Bench, documents: readonly Fact[]) {
  const { id } = await collections.create({ name: "Facts" });
  await collections.add(id, documents, { idempotencyKey: "k", signal });
  return (more: object) => collections.search(id, { ...query, ...more }, signal);
}

const textsOf = (found: readonly { text: string }[]) => found.map(({ text }) => text);

test("a filter by a field that no document has is refused with the fields there are", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, [{ text: "Cats purr.", metadata: { source: "a", year: 2024 } }]);
  expect(await search({ filter: parseFilter("year = 2024") })).toHaveLength(1);
  await expect(search({ filter: parseFilter("not yaer = 2024") })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: expect.stringMatching(/field “yaer”. There are: source, year\./),
  });
  expect(await search({ filter: parseFilter("not (archived is there and archived)") })).toHaveLength(1);
  expect(await search({ filter: parseFilter("year > 2024") })).toEqual([]);
});

test("an empty collection has no fields, and refuses none", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, []);
  expect(await search({ filter: parseFilter("year = 2024") })).toEqual([]);
});

test("a filter holds for what was added, changed and deleted since it was asked last", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Facts" });
  const count = async () =>
    (await collections.search(id, { ...query, filter: parseFilter("year = 2024") }, signal)).length;
  const add = (text: string, year: number) =>
    collections.add(id, [{ text, metadata: { source: text, year } }], { idempotencyKey: text, signal });
  await add("Cats purr.", 2024);
  expect(await count()).toBe(1);
  await add("Cats sleep.", 2024);
  await add("Cats climb.", 2023);
  expect(await count()).toBe(2);
  const [document] = await collections.documents(id);
  await collections.deleteDocument(document!.id);
  expect(await count()).toBe(1);
});

test("in a collection that is searched by rounded vectors, a filter finds what all vectors would", async () => {
  await using bench = await openBench();
  const documents = Array.from({ length: 1500 }, (_, index) => ({
    text: `Cats number ${index} like toy${index % 40} and food${index % 7}.`,
    metadata: { source: "s", row: index, even: index % 2 === 0 },
  }));
  const search = await collectionOf(bench, documents);
  const asked = { text: "cats like toy3 and food2", mode: "vector", limit: 10 };
  const filter = parseFilter("even and row < 900");
  const found = await search({ ...asked, filter });
  const all = await search({ ...asked, limit: 100 });
  expect(found).toHaveLength(10);
  for (const { metadata } of found) expect(metadata).toMatchObject({ even: true });
  const fitting = all.filter(({ metadata: { even, row } }) => even === true && Number(row) < 900);
  expect(found.slice(0, fitting.length).map(({ score }) => score)).toEqual(
    fitting.slice(0, 10).map(({ score }) => score),
  );
});

test.each([40, 1500])(
  "a filter that leaves a few of %i chunks gives all of them, however far away they are",
  async (count) => {
    // Every other chunk says the opposite of the question.
    const embed: Embed = async (texts) => {
      return texts.map((text) => (text.includes("odd") ? [-1, ...zeros] : [1, ...zeros]));
    };
    const zeros = new Array<number>(511).fill(0);
    await using bench = await openBench({ embed });
    const documents = Array.from({ length: count }, (_, index) => ({
      text: `${index % 2 === 0 ? "even" : "odd"} chunk ${index}`,
      metadata: { source: "s", number: index },
    }));
    const search = await collectionOf(bench, documents);
    for (const mode of ["vector", "hybrid"]) {
      const found = await search({ text: "question", mode, limit: 10, filter: parseFilter("number in (7, 8, 9)") });
      expect(found.map(({ metadata }) => metadata.number).sort(), mode).toEqual([7, 8, 9]);
      expect(
        found.map(({ score }) => Math.round(score ?? -1)),
        mode,
      ).toEqual([1, 0, 0]);
    }
  },
);

test("a filter compares whole numbers beyond 2^53 by all of their digits", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, [
    { text: "Cats purr.", metadata: { source: "a", order: 12345678901234567891n } },
    { text: "Cats sleep.", metadata: { source: "b", order: 12345678901234567892n } },
    { text: "Cats climb.", metadata: { source: "c", order: 7 } },
  ]);
  const found = async (filter: string, given?: { [name: string]: Json }) =>
    textsOf(await search({ filter: parseFilter(filter, given) })).sort();
  expect(await found("order = 12345678901234567892")).toEqual(["Cats sleep."]);
  expect(await found("order = {{ order }}", { order: 12345678901234567891n })).toEqual(["Cats purr."]);
  expect(await found("order > 8")).toEqual(["Cats purr.", "Cats sleep."]);
  expect(await found("order < 12345678901234567892")).toEqual(["Cats climb.", "Cats purr."]);
});

test("with diversity, chunks that repeat the best one come behind those that say something else", async () => {
  await using bench = await openBench();
  const said = [
    "Cats sleep all day long in the sun.",
    "Cats sleep all day long in the sun!",
    "Cats sleep all day long, in the sun.",
    "Cats hunt mice at night.",
  ];
  const search = await collectionOf(
    bench,
    said.map((text, index) => ({ text, metadata: { source: `s${index}` } })),
  );
  const asked = { text: "cats sleep all day long in the sun", limit: 2 };
  expect(textsOf(await search(asked))).not.toContain(said[3]);
  const [first, second] = textsOf(await search({ ...asked, diversity: 0.7 }));
  expect(said.slice(0, 3)).toContain(first);
  expect(second).toBe(said[3]);
});

const manual = [
  ["Start", "Plug the machine in."],
  ["Cleaning", "Open the lid and take the filter out. Rinse the filter under warm water."],
  ["Cleaning", "Rinse the filter under warm water. Let it dry for an hour."],
  ["Cleaning", "Close the lid."],
  ["Storage", "Keep the machine dry."],
].map(([heading, text]) => ({ text: text!, metadata: { source: "manual", heading: heading! } }));

test("a section is given whole and once, and what its chunks have in common stands there once", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, manual);
  const found = await search({ text: "rinse the filter, let it dry, close the lid", give: "sections", limit: 2 });
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({
    text: "Open the lid and take the filter out. Rinse the filter under warm water. Let it dry for an hour.\n\nClose the lid.",
    metadata: { heading: "Cleaning", position: 1 },
  });
  const [document] = await search({ text: "let it dry", give: "documents", limit: 1 });
  expect(document?.text).toMatch(/^Plug .* in\.\n\nOpen .*\n\nKeep the machine dry\.$/s);
  const [cut] = await search({ text: "let it dry for an hour", give: "documents", limit: 1, maxCharacters: 80 });
  expect(cut?.text).toMatch(/Let it dry for an hour/);
  expect(cut!.text.length).toBeLessThanOrEqual(100);
});

test("of a long document no chunk is given twice, and small chunks are given as far as there is room", async () => {
  await using bench = await openBench();
  const rows = Array.from({ length: 200 }, (_, index) => ({
    text: `Row ${index} is about subject${index}.`,
    metadata: { source: "table" },
  }));
  const search = await collectionOf(bench, rows);
  const asked = { text: "subject100 subject104 subject108", give: "documents", limit: 3 };
  const found = textsOf(await search({ ...asked, maxCharacters: 200 }));
  expect(found).toHaveLength(3);
  const given = found.join("\n").match(/Row \d+ /g) ?? [];
  expect(given).toHaveLength(new Set(given).size);
  const [whole] = textsOf(await search({ text: "subject100", give: "documents", limit: 1, maxCharacters: 20_000 }));
  expect(whole?.match(/Row \d+ /g)).toHaveLength(200);
});

test("several wordings of a question are joined, and a passage is compared in place of the question", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, [
    { text: "Felines purr when content.", metadata: { source: "a" } },
    { text: "Dogs bark at strangers.", metadata: { source: "b" } },
    { text: "Owls hunt mice.", metadata: { source: "c" } },
  ]);
  const asked = { text: "why do cats make that sound", mode: "text" };
  expect(await search(asked)).toEqual([]);
  expect(textsOf(await search({ ...asked, others: ["felines purr", "bark"] })).sort()).toEqual([
    "Dogs bark at strangers.",
    "Felines purr when content.",
  ]);
  const [best] = await search({ text: "sound", mode: "vector", passage: "owls hunt mice at night" });
  expect(best?.text).toBe("Owls hunt mice.");
});

test("a passage is embedded as documents are, with which it is compared, and questions as questions", async () => {
  const asked: unknown[] = [];
  const embed: Embed = async (texts, stopped, use) => {
    asked.push([...texts, use]);
    return await hashedWords(texts, stopped);
  };
  await using bench = await openBench({ embed });
  const search = await collectionOf(bench, [{ text: "Owls hunt mice.", metadata: { source: "a" } }]);
  asked.length = 0;
  await search({ text: "who hunts", mode: "hybrid", passage: "Owls hunt at night.", others: ["hunters"] });
  await search({ text: "who hunts", mode: "vector" });
  expect(asked).toEqual([
    ["Owls hunt at night.", "passage"],
    ["hunters", "question"],
    ["who hunts", "question"],
  ]);
});

test("a reranker orders what was found, and the least score is of its scores", async () => {
  await using bench = await openBench({
    rerankWith: async (by, { query: asked, texts }) => {
      expect([by, asked]).toEqual([{ workspaceId: "w1", model: rerank }, "cats"]);
      return texts.map((text) => (text.includes("night") ? 0.9 : text.includes("Dogs") ? 0.5 : 0.1));
    },
  });
  const rerank = { provider: "cohere", model: "rerank-v3.5", credential: "c" };
  const search = await collectionOf(bench, [
    { text: "Cats purr and purr, cats cats.", metadata: { source: "a" } },
    { text: "Dogs chase cats.", metadata: { source: "b" } },
    { text: "Cats see at night.", metadata: { source: "c" } },
  ]);
  const found = await search({ rerank, minScore: 0.4, limit: 3, explain: true });
  expect(found.map(({ text, score }) => [text, score])).toEqual([
    ["Cats see at night.", 0.9],
    ["Dogs chase cats.", 0.5],
  ]);
  expect(found[0]?.explained).toMatchObject({ reranked: 0.9, words: { found: ["cats"] } });
});

test("scores are explained: the ranks by meaning and by words, which words, and what both make", async () => {
  await using bench = await openBench();
  const search = await collectionOf(bench, [
    { text: "Error E-4711: the pump is dry.", metadata: { source: "a" } },
    { text: "Cats purr.", metadata: { source: "b" } },
  ]);
  const [first] = await search({ text: "What does e-4711 say of pumps?", explain: true });
  expect(first?.explained).toMatchObject({
    meaning: { rank: 1, score: expect.any(Number) },
    words: { rank: 1, found: ["e-4711", "pumps"] },
    fused: 1,
    reranked: null,
  });
  const [byWords] = await search({ text: "pump", mode: "text", explain: true });
  expect(byWords?.explained).toMatchObject({ meaning: null, words: { rank: 1 }, fused: null });
  expect((await search({ text: "pump" }))[0]).not.toHaveProperty("explained");
});
