/** A quota of chunks: asked before anything is embedded, exact, and what was refused is taken in when there is room. */
import { expect, test } from "vitest";
import type { Embed } from "../../collections/embed.ts";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { nearQuotas, quotasOf, setQuotas } from "../../platform/quotas/quotas.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench, paragraphs, textFile } from "./open.ts";
import { openSite, openSources, workers } from "./web/web-site.ts";

const { signal } = new AbortController();
const refused = (used: string) => `quota of chunks in collections leaves no room (${used})`;

/** A collection, and workers that note the texts they embed. */
async function open() {
  const embedded: string[] = [];
  const embed: Embed = async (texts, aborted) => {
    embedded.push(...texts);
    return hashedWords(texts, aborted);
  };
  const bench = await openBench({ embed });
  const { id } = await bench.collections.create({ name: "Docs" });
  const started = new AsyncDisposableStack();
  return {
    ...{ bench, id, embedded },
    async work() {
      const { close } = await startDocumentIngestion({ ...bench, ...bench.db, embed, leaseSeconds: 60, pollMs: 50 });
      started.defer(close);
    },
    used: async () => (await quotasOf(bench.db, "w1")).used.chunks,
    upload: (name: string, text: string) =>
      bench.collections.addUpload({ collectionId: id, ...textFile(name, text), onDuplicate: "keep" }),
    async [Symbol.asyncDispose]() {
      await started.disposeAsync();
      await bench[Symbol.asyncDispose]();
    },
  };
}

async function ended({ collections }: Bench, id: string) {
  const all = () => collections.documents(id);
  await expect.poll(async () => (await all()).filter(({ status }) => !/ready|failed/.test(status))).toEqual([]);
  return await all();
}

test("of documents that are taken in at once as many have room as the quota says; the others say so and embed nothing", async () => {
  await using docs = await open();
  const { bench, id, embedded } = docs;
  await setQuotas(bench.db, "w1", { chunks: 4 });
  await Promise.all(Array.from({ length: 7 }, (_, at) => docs.upload(`${at}.txt`, `Text of document ${at}.`)));
  await docs.work();
  const documents = await ended(bench, id);
  const failed = documents.filter(({ status }) => status === "failed");
  expect(failed).toHaveLength(3);
  for (const { error, chunksTotal } of failed) {
    expect(error).toContain(refused("4 of 4 used, and this takes 1"));
    expect(error).toContain("An administrator of the installation can raise it");
    expect(chunksTotal).toBe(0);
  }
  expect(embedded).toHaveLength(4);
  expect(await docs.used()).toBe(4);
  expect((await nearQuotas(bench.db.pool)).find(({ quota }) => quota === "chunks")).toMatchObject({ full: 1 });

  // Deleting makes room, and what was refused is still there to be taken in.
  const [ready] = documents.filter(({ status }) => status === "ready");
  await bench.collections.deleteDocument(ready?.id ?? "");
  const documentId = failed[0]?.id ?? "";
  await bench.collections.reindex({ collectionId: id, documentId });
  expect((await ended(bench, id)).find((one) => one.id === documentId)).toMatchObject({ status: "ready", error: null });
  expect(await docs.used()).toBe(4);
});

test("a document of many chunks is refused whole, and one that has begun goes on though the quota is set lower", async () => {
  await using docs = await open();
  const { bench, id, embedded } = docs;
  const { db } = bench;
  await setQuotas(db, "w1", { chunks: 5 });
  const { id: documentId } = await docs.upload("long.txt", paragraphs(9));
  await docs.work();
  const [long] = await ended(bench, id);
  expect(long).toMatchObject({ status: "failed", error: expect.stringContaining("(0 of 5 used, and this takes 9)") });
  expect(embedded).toEqual([]);
  expect(await db.prisma.chunk.count()).toBe(0);

  await setQuotas(db, "w1", { chunks: 1 });
  // As a worker leaves it that ended after it had counted the chunks.
  await db.prisma.document.update({ where: { id: documentId }, data: { status: "queued", chunksTotal: 9 } });
  const [whole] = await ended(bench, id);
  expect(whole).toMatchObject({ status: "ready", chunksDone: 9 });
  expect(await docs.used()).toBe(9);

  // Indexed again it keeps its room; smaller chunks need more.
  await bench.collections.reindex({ collectionId: id, documentId });
  expect((await ended(bench, id))[0]).toMatchObject({ status: "ready", chunksDone: 9 });
  await bench.collections.reindex({ collectionId: id, documentId }, { chunkSize: 400 });
  const [small] = await ended(bench, id);
  expect(small).toMatchObject({ status: "failed", error: expect.stringContaining("(9 of 1 used, and this takes") });
  expect(await docs.used()).toBe(0);
  await setQuotas(db, "w1", { chunks: 9 });
  await bench.collections.reindex({ collectionId: id, documentId }, { chunkSize: 800 });
  expect((await ended(bench, id))[0]).toMatchObject({ status: "ready", chunksDone: 9 });
});

test("no chunk stays behind when the process that was to index a document again ends at the beginning", async () => {
  await using docs = await open();
  const { bench, id } = docs;
  const { db } = bench;
  const { id: documentId } = await docs.upload("long.txt", paragraphs(9));
  await docs.work();
  expect((await ended(bench, id))[0]).toMatchObject({ status: "ready", chunksDone: 9 });
  const claimed = { status: "processing", token: { increment: 1 }, leaseUntil: new Date(0), chunksDone: 0 };
  await db.prisma.document.update({ where: { id: documentId }, data: { ...claimed, chunkSize: 4000 } });
  await expect
    .poll(() => db.prisma.document.findUniqueOrThrow({ where: { id: documentId } }))
    .toMatchObject({ status: "ready", chunksDone: expect.toSatisfy((chunks: number) => chunks < 9) });
  const { chunksDone } = await db.prisma.document.findUniqueOrThrow({ where: { id: documentId } });
  expect(await db.prisma.chunk.count({ where: { documentId } })).toBe(chunksDone);
});

test("an upload is refused at once where there is no room for a chunk, and rows that become documents take one each", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const upload = (name: string, text: string, more: object = {}) =>
    collections.addUpload({ collectionId: id, ...textFile(name, text), ...more });
  await setQuotas(db, "w1", { chunks: 0 });
  await expect(upload("a.txt", "Hello")).rejects.toMatchObject({
    code: "over_quota",
    userMessage: expect.stringContaining("quota of chunks in collections is 0."),
  });
  const columns = { fields: [], rows: "documents", misfits: "leave-out" };
  await setQuotas(db, "w1", { chunks: 2 });
  const rows = () => upload("rows.csv", "name\na\nb\nc", { columns });
  await expect(rows()).rejects.toMatchObject({
    userMessage: expect.stringContaining("(0 of 2 used, and this takes 3)"),
  });
  expect(await db.prisma.document.count()).toBe(0);
  expect(await db.prisma.file.count()).toBe(0);
  await setQuotas(db, "w1", { chunks: 3 });
  await rows();
  // What is there already takes no room, however low the quota is set.
  await setQuotas(db, "w1", { chunks: 0, storageBytes: 0 });
  expect(await rows()).toMatchObject({});
});

test("what a run adds is refused before it is embedded, and a step that is tried again takes its room once", async () => {
  await using docs = await open();
  const { bench, id, embedded } = docs;
  await setQuotas(bench.db, "w1", { chunks: 3 });
  const facts = (...texts: string[]) => texts.map((text) => ({ text, metadata: { source: "facts" } }));
  const add = (texts: string[], idempotencyKey: string) =>
    bench.collections.add(id, facts(...texts), { idempotencyKey, signal });
  expect(await add(["one", "two"], "run 1")).toBe(2);
  expect(await add(["one", "two"], "run 1"), "the same step again").toBe(2);
  const before = embedded.length;
  await expect(add(["three", "four"], "run 2")).rejects.toMatchObject({
    code: "over_quota",
    userMessage: expect.stringContaining(refused("2 of 3 used, and this takes 2")),
  });
  expect(embedded).toHaveLength(before);
  expect(await bench.collections.documents(id)).toHaveLength(1);
  expect(await add(["three"], "run 3")).toBe(1);
});

test("a page of a web source that has no room is listed with the reason, and is read at a later refresh", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  await setQuotas(bench.db, "w1", { chunks: 0 });
  const { id: sourceId } = await bench.add();
  expect(await bench.done()).toMatchObject({ pages: { failed: 1, added: 0 } });
  expect((await bench.db.prisma.webPage.findMany())[0]?.error).toContain("quota of chunks in collections");
  await setQuotas(bench.db, "w1", {});
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  expect(await bench.done()).toMatchObject({ pages: { failed: 0, added: 1 } });
});
