import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Embed } from "../../collections/embed.ts";
import { chunksOf } from "../../collections/ingest/chunks.ts";
import { type IngestionDeps, startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { whatIsRead } from "../../collections/text-parts.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { DocumentView } from "../../lib/views/api-views.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench, paragraphs, textFile } from "./open.ts";

const { signal } = new AbortController();

test("an upload becomes chunks that are found, as soon as workers are notified", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await using _ = await ingestion(bench, { pollMs: 600_000 });
  await collections.addUpload({ collectionId: id, ...textFile("long.txt", paragraphs(70)) });
  const document = await ended(bench, id);
  expect(document).toMatchObject({ status: "ready", error: null, chunksTotal: document.chunksDone });
  expect(document.chunksDone).toBeGreaterThanOrEqual(70);
  const [found] = await collections.search(id, { text: "subject42", limit: 1, mode: "hybrid" }, signal);
  expect(found).toMatchObject({ text: expect.stringContaining("Paragraph 42"), metadata: { source: "long.txt" } });
});

test("what was queued without a listener is found by the poll", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Hello") });
  await using _ = await ingestion(bench);
  expect(await ended(bench, id)).toMatchObject({ status: "ready", chunksTotal: 1 });
});

test("a file that is not what its name says fails with a sentence; the next one goes on", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await using _ = await ingestion(bench);
  for (const name of ["a.pdf", "a.docx"]) {
    await collections.addUpload({ collectionId: id, ...textFile(name, "I am no such file.") });
    const document = await ended(bench, id);
    expect(document).toMatchObject({ status: "failed", error: expect.stringContaining(`“${name}” cannot be read`) });
    await collections.deleteDocument(document.id);
  }
  await collections.addUpload({ collectionId: id, ...textFile("b.txt", "Hello") });
  expect(await ended(bench, id)).toMatchObject({ status: "ready" });
});

test("a worker that is killed half-way is followed by one that goes on, and no chunk doubles", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const file = textFile("long.txt", paragraphs(300));
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...file });
  const child = fork(new URL("./ingestion-child.ts", import.meta.url), {
    env: { ...process.env, DATABASE_URL: db.url },
    execArgv: ["--no-warnings"],
  });
  await expect.poll(async () => (await collections.documents(id))[0]!.chunksDone).toBeGreaterThan(60);
  await kill(child);
  const [half] = await collections.documents(id);
  expect(half).toMatchObject({ status: "processing" });
  expect(half!.chunksDone).toBeLessThan(half!.chunksTotal);

  let embedded = 0;
  const embed: Embed = async (texts, aborted) => {
    embedded += texts.length;
    return hashedWords(texts, aborted);
  };
  await using _ = await ingestion(bench, { embed });
  const whole = await ended(bench, id);
  expect(whole).toMatchObject({ id: documentId, status: "ready", chunksDone: half!.chunksTotal });
  const chunks = await db.prisma.chunk.findMany({ orderBy: { position: "asc" } });
  expect(chunks.map(({ text }) => text)).toEqual((await chunksOf(file, signal)).map(({ text }) => text));
  const reads = await whatIsRead({ driver: "postgres", embeddingModel: null });
  const parts = (await chunksOf(file, signal)).slice(half!.chunksDone).flatMap(reads);
  expect(embedded, "only what was not done is embedded again").toBe(parts.length);
});

test("many workers take each document once", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const embedded: string[] = [];
  const embed: Embed = async (texts, aborted) => {
    embedded.push(...texts);
    await sleep(5);
    return hashedWords(texts, aborted);
  };
  for (let n = 0; n < 12; n++) await collections.addUpload({ collectionId: id, ...textFile(`${n}.txt`, `Text ${n}`) });
  await using _ = await ingestion(bench, { embed });
  await using __ = await ingestion(bench, { embed });
  await using ___ = await ingestion(bench, { embed });
  await expect.poll(async () => (await collections.documents(id)).every(({ status }) => status === "ready")).toBe(true);
  expect(embedded.sort()).toEqual(Array.from({ length: 12 }, (_, n) => `Text ${n}`).sort());
});

test("a worker that lost its lease writes nothing more", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const embed: Embed = async (texts, aborted) => {
    reached.resolve();
    await goOn.promise;
    return hashedWords(texts, aborted);
  };
  const late = await ingestion(bench, { embed });
  await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Hello") });
  await reached.promise;
  // What another worker's claim does.
  await db.pool.query(`UPDATE "Document" SET token = token + 1, "leaseUntil" = now() + interval '1 hour'`);
  goOn.resolve();
  await late.close();
  const after = await db.prisma.document.findFirstOrThrow();
  expect(after).toMatchObject({ status: "processing", chunksDone: 0, error: null });
});

test("a workspace with many uploads does not keep another one waiting", async () => {
  await using bench = await openBench();
  const { collections, others } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const theirs = await others.create({ name: "Docs" });
  for (let n = 0; n < 8; n++) await collections.addUpload({ collectionId: id, ...textFile(`${n}.txt`, `Mine ${n}`) });
  await others.addUpload({ collectionId: theirs.id, ...textFile("a.txt", "Theirs") });
  const order: string[] = [];
  const embed: Embed = async (texts, aborted) => {
    order.push(...texts);
    return hashedWords(texts, aborted);
  };
  await using _ = await ingestion(bench, { embed });
  await expect.poll(() => order.length).toBe(9);
  expect(order.indexOf("Theirs")).toBeLessThan(5);
});

test("a document that is deleted half-way leaves nothing behind", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const embed: Embed = async (texts, aborted) => {
    if (texts.some((text) => text.includes("Paragraph 40 "))) {
      reached.resolve();
      await goOn.promise;
    }
    return hashedWords(texts, aborted);
  };
  await using _ = await ingestion(bench, { embed });
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...textFile("a.txt", paragraphs(100)) });
  await reached.promise;
  await collections.deleteDocument(documentId);
  goOn.resolve();
  await collections.addUpload({ collectionId: id, ...textFile("b.txt", "Hello") });
  expect(await ended(bench, id)).toMatchObject({ name: "b.txt", status: "ready" });
  expect([await db.prisma.chunk.count(), await db.prisma.file.count()]).toEqual([1, 1]);
});

test("a busy provider is tried again; one that never recovers fails the document with a message", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  let left = 1;
  const embed: Embed = async (texts, aborted) => {
    if (left-- > 0) throw new PatchbayError("provider_busy", "The model is busy. Try again later.");
    return hashedWords(texts, aborted);
  };
  await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Hello") });
  await using _ = await ingestion(bench, { embed });
  expect(await ended(bench, id)).toMatchObject({ status: "ready" });
  expect(left).toBeLessThan(0);

  left = Number.POSITIVE_INFINITY;
  await bench.db.pool.query(`UPDATE "Document" SET status = 'queued', attempts = 4, "chunksDone" = 0`);
  expect(await ended(bench, id)).toMatchObject({ status: "failed", error: "The model is busy. Try again later." });
});

test("a document whose worker crashed five times fails", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Hello") });
  await db.pool.query(
    `UPDATE "Document" SET status = 'processing', attempts = 5, "leaseUntil" = now() - interval '1 s'`,
  );
  await using _ = await ingestion(bench);
  expect(await ended(bench, id)).toMatchObject({ status: "failed", error: expect.stringContaining("5 attempts") });
});

test("a worker that closes gives its documents back at once", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await collections.addUpload({ collectionId: id, ...textFile("a.txt", paragraphs(200)) });
  const slow = await ingestion(bench, { embed: slowly });
  await expect.poll(async () => (await collections.documents(id))[0]!.chunksDone).toBeGreaterThan(0);
  await slow.close();
  const left = await db.prisma.document.findFirstOrThrow();
  expect(left).toMatchObject({ status: "queued", attempts: 0 });
  await using _ = await ingestion(bench);
  expect(await ended(bench, id)).toMatchObject({ status: "ready" });
});

test("what a run was adding when it ended is shown as failed, not as busy for ever", async () => {
  await using bench = await openBench({ embed: async () => Promise.reject(new Error("gone")) });
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const documents = [{ text: "Cats", metadata: {} }];
  await expect(collections.add(id, documents, { idempotencyKey: "k", signal })).rejects.toThrow("gone");
  await using _ = await ingestion(bench);
  await sleep(150);
  expect((await collections.documents(id))[0]).toMatchObject({ status: "processing" });
  await db.pool.query(`UPDATE "Document" SET "leaseUntil" = now() - interval '1 s'`);
  expect(await ended(bench, id)).toMatchObject({ status: "failed", error: expect.stringContaining("Run it again") });
});

test("what people add does not wait for the examples that are being indexed", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const example = await collections.create({ name: "Handbook" });
  await db.prisma.collection.update({ where: { id: example.id }, data: { exampleKey: "handbook" } });
  const own = await collections.create({ name: "Own" });
  for (const name of ["a.txt", "b.txt", "c.txt"])
    await collections.addUpload({ collectionId: example.id, ...textFile(name, `Page of ${name}`) });
  await collections.addUpload({ collectionId: own.id, ...textFile("mine.txt", "Mine") });
  const read: string[] = [];
  const embed: Embed = async (texts, aborted) => {
    read.push(...texts);
    return hashedWords(texts, aborted);
  };
  await using _ = await ingestion(bench, { embed, concurrency: 1 });
  await expect.poll(() => read.length).toBe(4);
  expect(read[0]).toContain("Mine");
});

async function ingestion({ db, drivers, broker, log }: Bench, options: Partial<IngestionDeps> = {}) {
  const started = await startDocumentIngestion({
    ...db,
    drivers,
    broker,
    log,
    embed: hashedWords,
    leaseSeconds: 60,
    pollMs: 50,
    ...options,
  });
  return { ...started, [Symbol.asyncDispose]: () => started.close() };
}

const slowly: Embed = async (texts, aborted) => {
  await sleep(50);
  return hashedWords(texts, aborted);
};

/** The only document, when it is neither queued nor at work. */
async function ended({ collections }: Bench, collectionId: string): Promise<DocumentView> {
  const isOver = async () => {
    const [document] = await collections.documents(collectionId);
    return document?.status === "ready" || document?.status === "failed";
  };
  await expect.poll(isOver).toBe(true);
  return (await collections.documents(collectionId))[0]!;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  expect(await gone).toEqual([null, "SIGKILL"]);
}
