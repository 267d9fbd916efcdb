import fc from "fast-check";
import type { QueryConfig } from "pg";
import { describe, expect, test } from "vitest";
import { openCollections } from "../../collections/collections.ts";
import type { Embed, EmbedWith } from "../../collections/embed.ts";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { readVectors } from "../../collections/postgres/sql/read-vectors.ts";
import { startReembedding } from "../../collections/reembed/worker.ts";
import { whatIsRead } from "../../collections/text-parts.ts";
import { ChunkMatrix } from "../../collections/vectors/chunk-matrix.ts";
import { openTokenCounter } from "../../nodes/documents/split/tokens.ts";
import { openEnglishCounter } from "../../nodes/models/sentence-encoder/english-tokens.ts";
import { hashedWords, hashWords } from "./hashed-words.ts";
import { openBench, textFile } from "./open.ts";

const { signal } = new AbortController();
const filler = (from: number, words: number) =>
  Array.from({ length: words }, (_, index) => `word${from + index}${index % 8 === 7 ? "." : ""}`).join(" ");

/** Numbers of 0–1, always the same. */
function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe("the vectors of chunks with parts", () => {
  test("find what comparing every part finds, whatever was written, written over and dropped before", () => {
    const write = fc.record({
      id: fc.integer({ min: 0, max: 30 }),
      words: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 }),
    });
    const property = fc.property(
      fc.array(write, { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 30 })),
      fc.integer({ min: 1, max: 12 }),
      (writes, dropped, limit) => {
        const [exact, rounded] = [new ChunkMatrix(512), new ChunkMatrix(512, 1)];
        const chunks = new Map<string, number[][]>();
        for (const { id, words } of writes) {
          const vectors = words.map((word) => hashWords(`common word${word}`));
          for (const matrix of [exact, rounded]) matrix.set(`${id}`, Float32Array.from(vectors.flat()));
          chunks.set(`${id}`, vectors);
        }
        for (const id of dropped) chunks.delete(`${id}`);
        exact.keepOnly(new Set(chunks.keys()));
        expect(exact.size).toBe(chunks.size);
        const query = hashWords("common word7");
        const scoreOf = (vectors: number[][]) =>
          Math.max(...vectors.map((vector) => vector.reduce((sum, value, at) => sum + value * query[at]!, 0)));
        const best = (ids: Iterable<string>) =>
          [...ids]
            .map((id) => scoreOf(chunks.get(id)!))
            .filter((score) => score >= 0.1)
            .sort((a, b) => b - a)
            .slice(0, limit)
            .map((score) => score.toFixed(4));
        const nearest = (only?: ReadonlySet<string>) => {
          const found = exact.nearest(query, { limit, minScore: 0.1, only });
          expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
          return found.map(({ score }) => score.toFixed(4));
        };
        expect(nearest()).toEqual(best(chunks.keys()));
        const some = new Set([...chunks.keys()].filter((id) => Number(id) % 3 === 0));
        expect(nearest(some)).toEqual(best(some));
        for (const { id, score } of exact.similarities(query, [...some])) {
          expect(score).toBeCloseTo(Math.max(0, scoreOf(chunks.get(id)!)), 5);
        }
        for (const { vector } of exact.vectors([...some])) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test.each([
    ["as they are", Number.POSITIVE_INFINITY],
    ["rounded", 1],
  ])(
    "one long chunk, all parts of which are near, neither hides others nor makes all searches wider: %s",
    (_, exact) => {
      const random = seeded();
      const unit = (toward: readonly number[] = [], by = 0) => {
        const vector = Array.from({ length: 64 }, (_, at) => random() - 0.5 + by * (toward[at] ?? 0));
        const length = Math.hypot(...vector);
        return vector.map((value) => value / length);
      };
      const matrix = new ChunkMatrix(64, exact);
      const query = unit();
      const scores = new Map<string, number>();
      for (let chunk = 0; chunk < 1500; chunk++) {
        const parts = Array.from({ length: chunk === 700 ? 64 : 1 + (chunk % 3) }, () =>
          chunk === 700 ? unit(query, 9) : unit(),
        );
        matrix.set(`${chunk}`, Float32Array.from(parts.flat()));
        const score = (part: number[]) => part.reduce((sum, value, at) => sum + value * query[at]!, 0);
        scores.set(`${chunk}`, Math.max(...parts.map(score)));
      }
      const best = [...scores].sort((a, b) => b[1] - a[1]).slice(0, 10);
      const ids = best.map(([id]) => id);
      expect(ids[0]).toBe("700");
      const wanted = { limit: 10, minScore: 0 };
      if (!matrix.isRounded) return expect(matrix.nearest(query, wanted).map(({ id }) => id)).toEqual(ids);
      for (const given of [wanted, { ...wanted, minScore: best[4]![1] - 0.001 }]) {
        const candidates = matrix.candidates(query, given);
        const expected = ids.slice(0, given.minScore === 0 ? 10 : 5);
        expect(candidates.map(({ id }) => id)).toEqual(expect.arrayContaining(expected));
        expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
        // With rows for ten chunks of 64 parts it would be most of the collection.
        expect(candidates.length).toBeLessThan(40);
      }
    },
  );

  test("are read so many at a time, however many a chunk has", async () => {
    await using bench = await openBench();
    const { collections, db } = bench;
    const { id } = await collections.create({ name: "Docs" });
    const texts = Array.from({ length: 34 }, (_, index) => filler(index * 5000, index % 4 === 3 ? 5 : 1500));
    const documents = texts.map((text) => ({ text, metadata: { source: "a" } }));
    await collections.add(id, documents, { idempotencyKey: "k", signal });
    const pages: number[] = [];
    const query = async (asked: QueryConfig) => {
      const found = await db.pool.query<{ bytes: Buffer }>(asked);
      pages.push(found.rows.reduce((sum, { bytes }) => sum + Math.floor(bytes.length / 8 / 512), 0));
      return found;
    };
    const read: string[] = [];
    for await (const row of readVectors(Object.assign(Object.create(db.pool), { query }), id, -1)) read.push(row.id);
    const all = await db.prisma.chunk.findMany({ select: { id: true, parts: true } });
    expect(Math.max(...all.map(({ parts }) => parts))).toBe(64);
    expect(read.toSorted()).toEqual(all.map((chunk) => chunk.id).sort());
    expect(Math.max(...pages)).toBeLessThan(1000 + 64);
    expect(pages.length).toBeGreaterThan(2);
  });

  test("what is of other dimensions is left out", () => {
    const matrix = new ChunkMatrix(4);
    matrix.set("a", Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0]));
    matrix.set("b", Float32Array.from([1, 0, 0]));
    expect(matrix.size).toBe(1);
    expect(matrix.nearest([0, 1, 0, 0], { limit: 5, minScore: 0 })).toEqual([{ id: "a", score: 1 }]);
  });
});

describe("what the English model on board reads", () => {
  const texts = {
    English: filler(0, 400),
    German: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen und Rindfleischetikettierung. ".repeat(20),
    "one word": "x".repeat(3000),
  };

  test.each(Object.entries(texts))(
    "%s: no part has more tokens than are read, and no word is lost",
    async (_, text) => {
      const [reads, { count }] = await Promise.all([
        whatIsRead({ driver: "postgres", embeddingModel: null }),
        openEnglishCounter("read"),
      ]);
      const heading = "Terms › Notice";
      const parts = reads({ text, metadata: { heading } });
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) {
        expect(part.startsWith(`${heading}\n`)).toBe(true);
        expect(count(part)).toBeLessThanOrEqual(64);
      }
      const plain = (each: string) => each.replace(/\s+/g, "");
      expect(plain(parts.map((part) => part.slice(heading.length)).join(""))).toBe(plain(text));
    },
  );

  test("a text of signs that the model does not know is one unknown token to it, and has one vector", async () => {
    const reads = await whatIsRead({ driver: "postgres", embeddingModel: null });
    const text = "本合同为无固定期限合同".repeat(80);
    expect(reads({ text, metadata: {} })).toEqual([text]);
  });

  test("a short chunk, a provider's model and Pinecone have one vector", async () => {
    const long = { text: texts.English, metadata: {} };
    const model = { provider: "openai", model: "text-embedding-3-small", credential: "c" };
    const readBy = async (driver: string, embeddingModel: unknown, chunk = long) =>
      (await whatIsRead({ driver, embeddingModel }))(chunk);
    expect(await readBy("postgres", null, { text: "Short.", metadata: {} })).toEqual(["Short."]);
    expect(await readBy("postgres", model)).toEqual([texts.English]);
    expect(await readBy("pinecone", null)).toEqual([texts.English]);
  });
});

/** As the model does: what is behind 128 tokens is not read. */
const firstTokens: Embed = async (texts, aborted, use) => {
  const { count } = await openTokenCounter("on-board");
  const read = texts.map((text) => {
    let end = text.length;
    while (count(text.slice(0, end)) > 128) end = text.lastIndexOf(" ", end - 1);
    return text.slice(0, end);
  });
  return hashedWords(read, aborted, use);
};

test("a chunk is found by its end, is one chunk then, and stays so when it is embedded anew", async () => {
  const embedWith: EmbedWith = (_, ...call) => hashedWords(...call);
  await using bench = await openBench();
  const { db, broker, log } = bench;
  const collections = openCollections({ ...db, broker, drivers: bench.drivers, embed: firstTokens, embedWith }, "w1");
  const { id } = await collections.create({ name: "Docs" });
  const text = `Beginning here. ${filler(0, 80)} The zebra sleeps.`;
  await collections.add(
    id,
    [text, "Something else altogether."].map((each) => ({ text: each, metadata: { source: each.slice(0, 5) } })),
    { idempotencyKey: "k", signal },
  );
  const search = async (words: string) =>
    (await collections.search(id, { text: words, mode: "vector", limit: 5, diversity: 0.3 }, signal)).map(
      (found) => found.text,
    );
  const parts = async () => (await db.prisma.chunk.findMany({ orderBy: { parts: "desc" } })).map((each) => each.parts);
  expect((await search("the zebra sleeps"))[0]).toBe(text);
  expect((await search("the zebra sleeps")).filter((found) => found === text)).toHaveLength(1);
  expect((await search("beginning here"))[0]).toBe(text);
  expect((await parts())[0]).toBeGreaterThan(1);
  expect((await parts())[1]).toBe(1);

  await using worker = await closing(
    startReembedding({ ...db, broker, log, embed: firstTokens, embedWith, pollMs: 50 }),
  );
  expect(worker).toBeDefined();
  await collections.setEmbedding(id, { provider: "openai", model: "other", credential: "c" });
  await expect.poll(parts).toEqual([1, 1]);
});

test("a vector of twice as many numbers is refused, and not taken for two parts", async () => {
  await using bench = await openBench();
  const twice: Embed = async (...call) => (await hashedWords(...call)).map((vector) => [...vector, ...vector]);
  const collections = openCollections(
    { ...bench.db, broker: bench.broker, drivers: bench.drivers, embed: twice },
    "w1",
  );
  const { id } = await collections.create({ name: "Docs" });
  const documents = [{ text: "One.", metadata: { source: "a" } }];
  await expect(collections.add(id, documents, { idempotencyKey: "k", signal })).rejects.toMatchObject({
    code: "provider_refused",
    userMessage:
      "The embedding model makes vectors of 1024 numbers now, and those of this collection have 512. Choose the collection's embedding again.",
  });
  expect(await bench.db.prisma.chunk.count()).toBe(0);
});

test("a document is cut by the tokens of the collection's embedding", async () => {
  await using bench = await openBench();
  const { collections, db, broker, drivers, log } = bench;
  const tokensOf = () => openTokenCounter("on-board");
  await using ingestion = await closing(
    startDocumentIngestion({ ...db, broker, drivers, log, embed: hashedWords, tokensOf, pollMs: 50 }),
  );
  expect(ingestion).toBeDefined();
  const { id } = await collections.create({ name: "Docs" });
  const text = filler(0, 600);
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...textFile("a.txt", text) });
  const at = { collectionId: id, documentId };
  const state = async () => (await collections.document(at)).status;
  await expect.poll(state).toBe("ready");
  await expect(collections.reindex(at, { chunkSize: 20, chunkUnit: "tokens" })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: "A chunk has at least 50 tokens.",
  });
  await expect(collections.reindex(at, { chunkUnit: "tokens", chunkSize: 1001 })).rejects.toMatchObject({
    userMessage: "A chunk has at most 1,000 tokens.",
  });
  const changed = await collections.reindex(at, { chunkSize: 100, chunkUnit: "tokens" });
  expect(changed).toMatchObject({ chunkSize: 100, chunkUnit: "tokens" });
  await expect.poll(state).toBe("ready");
  const chunks = await collections.chunks(at, { from: 0, limit: 100 });
  const { count } = await tokensOf();
  expect(chunks.length).toBeGreaterThan(10);
  for (const chunk of chunks) expect(count(chunk.text)).toBeLessThanOrEqual(100);
  const words = new Set(chunks.flatMap((chunk) => chunk.text.split(/\s+/)));
  expect(text.split(" ").filter((word) => !words.has(word))).toEqual([]);
  expect(await collections.reindex(at, { chunkSize: 400 })).toMatchObject({ chunkSize: 400, chunkUnit: "characters" });
});

async function closing<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T & AsyncDisposable> {
  const opened = await opening;
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() });
}
