import { expect, test } from "vitest";
import { readState } from "../../collections/postgres/collection-state.ts";
import { openVectorMemory } from "../../collections/postgres/vector-search.ts";
import { topics } from "../../lib/messages.ts";
import type { Document } from "../../lib/values/values.ts";
import { hashWords } from "./hashed-words.ts";
import { openBench, openElsewhere, textFile } from "./open.ts";

const { signal } = new AbortController();
const query = { text: "cats", limit: 5, mode: "hybrid" as const };
const facts: Document[] = [
  { text: "Cats sleep a lot.", metadata: { source: "facts" } },
  { text: "Cats purr.", metadata: { source: "facts" } },
  { text: "Dogs bark.", metadata: {} },
];

test("a collection is made, listed, renamed and deleted with its documents and files", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const made = await collections.create({ name: "  Handbook ", description: "How things are done" });
  expect(made).toMatchObject({ name: "Handbook", driver: "postgres", documents: 0, chunks: 0, dimensions: 512 });
  const renamed = await collections.update(made.id, { name: "The handbook" });
  expect(renamed).toMatchObject({ name: "The handbook", description: "How things are done" });
  const described = await collections.update(made.id, { description: "What is done" });
  expect(described).toMatchObject({ name: "The handbook", description: "What is done" });
  await collections.addUpload({ collectionId: made.id, ...textFile("a.txt", "Hello") });
  await collections.add(made.id, facts, { idempotencyKey: "k", signal });
  expect(await collections.list()).toEqual([await collections.get(made.id)]);
  expect(await collections.get(made.id)).toMatchObject({ name: "The handbook", documents: 3, chunks: 3 });
  await collections.delete(made.id);
  expect(await collections.list()).toEqual([]);
  expect([await db.prisma.document.count(), await db.prisma.chunk.count(), await db.prisma.file.count()]).toEqual([
    0, 0, 0,
  ]);
});

test("a name is taken once in a workspace, and a wrong one is refused with a message", async () => {
  await using bench = await openBench();
  const { collections, others } = bench;
  const one = await collections.create({ name: "Docs" });
  await expect(collections.create({ name: "Docs" })).rejects.toMatchObject({
    code: "conflict",
    userMessage: "There is already a collection named “Docs”. Choose another name.",
  });
  await collections.create({ name: "More" });
  await expect(collections.update(one.id, { name: "More" })).rejects.toMatchObject({ code: "conflict" });
  await others.create({ name: "Docs" });
  await expect(collections.create({ name: " " })).rejects.toMatchObject({
    code: "bad_input",
    issues: [{ path: "name" }],
  });
  await expect(collections.create({ name: "A", driver: "pinecone", settings: { index: "x" } })).rejects.toMatchObject({
    code: "bad_input",
  });
  expect(await collections.list()).toHaveLength(2);
});

test("nothing of another workspace is found, read, changed or deleted", async () => {
  await using bench = await openBench();
  const { collections, others } = bench;
  const { id } = await collections.create({ name: "Secret" });
  const upload = await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Cats") });
  const tries = [
    () => others.get(id),
    () => others.update(id, { name: "Mine" }),
    () => others.delete(id),
    () => others.documents(id),
    () => others.addUpload({ collectionId: id, ...textFile("b.txt", "Dogs") }),
    () => others.deleteDocument(upload.id),
    () => others.search(id, query, signal),
    () => others.add(id, facts, { idempotencyKey: "k", signal }),
  ];
  for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  expect(await others.list()).toEqual([]);
  expect((await collections.documents(id)).map(({ name }) => name)).toEqual(["a.txt"]);
});

test("an upload is kept, queued and announced; its file's name never is a path", async () => {
  await using bench = await openBench();
  const { collections, broker, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const document = await collections.addUpload({
    collectionId: id,
    ...textFile("../../etc/p\u0000ass\u202ewd.txt", "Hello"),
  });
  expect(document).toMatchObject({ name: "passwd.txt", bytes: 5, status: "queued", error: null });
  expect(broker.published).toEqual([{ topic: topics.documents, key: id, value: { collectionId: id } }]);
  const file = await db.prisma.file.findFirstOrThrow();
  expect(Buffer.from(file.data ?? []).toString()).toBe("Hello");
});

test("the same bytes are in a collection once, however often and under whatever name they are uploaded", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const upload = (name: string, text: string, collectionId = id) =>
    collections.addUpload({ collectionId, ...textFile(name, text) });
  const [first, second] = await Promise.all([upload("a.txt", "Cats"), upload("a.txt", "Cats")]);
  expect(second.id).toBe(first.id);
  expect((await upload("copy.txt", "Cats")).id).toBe(first.id);
  expect((await upload("a.txt", "Dogs")).id).not.toBe(first.id);
  expect([await db.prisma.document.count(), await db.prisma.file.count()]).toEqual([2, 2]);
  const other = await collections.create({ name: "Others" });
  expect((await upload("a.txt", "Cats", other.id)).id).not.toBe(first.id);
  // What failed is tried again, and does not count.
  await db.prisma.document.update({ where: { id: first.id }, data: { status: "failed" } });
  expect((await upload("a.txt", "Cats")).id).not.toBe(first.id);
  expect(await collections.get(id)).toMatchObject({ documents: 2 });
});

test("what cannot be read is refused before it is kept", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const add = (name: string, data: Uint8Array<ArrayBuffer>) =>
    collections.addUpload({ collectionId: id, name, mime: "", data });
  await expect(add("a.exe", new Uint8Array(5))).rejects.toMatchObject({ code: "bad_input" });
  await expect(add("a.txt", new Uint8Array(0))).rejects.toMatchObject({ code: "bad_input" });
  await expect(add("a.txt", new Uint8Array(21 * 1024 * 1024))).rejects.toMatchObject({ code: "too_large" });
  expect([await db.prisma.file.count(), await db.prisma.document.count()]).toEqual([0, 0]);
});

test("a repeated add writes nothing twice, whichever run repeats it; other chunks of the source are added beside", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Facts" });
  expect(await collections.add(id, facts, { idempotencyKey: "run 1", signal })).toBe(3);
  expect(await collections.add(id, facts, { idempotencyKey: "run 1", signal })).toBe(3);
  expect(await collections.get(id)).toMatchObject({ documents: 2, chunks: 3 });
  const names = (await collections.documents(id)).map(({ name, status }) => `${name} ${status}`);
  expect(names.sort()).toEqual(["Added by a pipeline ready", "facts ready"]);
  expect(await collections.add(id, facts, { idempotencyKey: "run 2", signal })).toBe(3);
  expect(await collections.get(id)).toMatchObject({ documents: 2, chunks: 3 });
  const more = [{ text: "Cats climb.", metadata: { source: "facts" } }];
  await collections.add(id, more, { idempotencyKey: "run 3", signal });
  expect(await collections.get(id)).toMatchObject({ documents: 3, chunks: 4 });
});

test("an add that broke off half-way is completed by the next try, without doubles", async () => {
  let calls = 0;
  await using bench = await openBench({
    async embed(texts) {
      calls += 1;
      if (calls === 2) throw new Error("the model broke");
      return texts.map(() => new Array<number>(512).fill(1 / Math.sqrt(512)));
    },
  });
  const { collections } = bench;
  const { id } = await collections.create({ name: "Facts" });
  const many = Array.from({ length: 70 }, (_, index) => ({ text: `Fact ${index}`, metadata: { source: "facts" } }));
  const add = () => collections.add(id, many, { idempotencyKey: "k", signal });
  await expect(add()).rejects.toThrow("the model broke");
  expect((await collections.documents(id))[0]).toMatchObject({ status: "processing", chunksDone: 16, chunksTotal: 70 });
  expect(await add()).toBe(70);
  expect(await collections.get(id)).toMatchObject({ documents: 1, chunks: 70 });
  expect(await bench.db.prisma.chunk.count()).toBe(70);
});

test("what a pipeline adds is tidied, and too much of it is refused with a message", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Facts" });
  const odd: Document[] = [
    { text: "Cats\u0000 \ud800 purr.", metadata: { a: "x\u0000y", "b\ud800": 1 } },
    { text: "  ", metadata: {} },
  ];
  expect(await collections.add(id, odd, { idempotencyKey: "k", signal })).toBe(1);
  const [found] = await collections.search(id, query, signal);
  expect(found).toMatchObject({
    text: "Cats \ufffd purr.",
    metadata: { a: "x\ufffdy", source: "Added by a pipeline" },
  });
  const long = [{ text: "a".repeat(20_001), metadata: {} }];
  await expect(collections.add(id, long, { idempotencyKey: "l", signal })).rejects.toMatchObject({ code: "too_large" });
});

test("search says where a chunk is from; deleting its document takes it away", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Facts" });
  await collections.add(id, facts, { idempotencyKey: "k", signal });
  const [document] = (await collections.documents(id)).filter(({ name }) => name === "facts");
  const found = await collections.search(id, query, signal);
  expect(found[0]).toMatchObject({
    score: expect.any(Number),
    metadata: { source: "facts", documentId: document!.id },
  });
  await collections.deleteDocument(document!.id);
  expect((await collections.search(id, query, signal)).map(({ text }) => text)).toEqual(["Dogs bark."]);
  await expect(collections.deleteDocument(document!.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(collections.search(id, { ...query, text: " \u0000 " }, signal)).rejects.toMatchObject({
    code: "bad_input",
  });
});

test("vectors kept in memory follow the writes of other processes", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Facts" });
  await collections.add(id, facts, { idempotencyKey: "k", signal });
  expect(await collections.search(id, query, signal)).toHaveLength(3);
  // Another process: drivers of its own, hence a memory of its own.
  const elsewhere = openElsewhere(db);
  await elsewhere.add(id, [{ text: "Lions are cats.", metadata: { source: "lions" } }], {
    idempotencyKey: "l",
    signal,
  });
  const vector = { ...query, mode: "vector" as const };
  expect((await collections.search(id, vector, signal)).map(({ text }) => text)).toContain("Lions are cats.");
  const [document] = (await elsewhere.documents(id)).filter(({ name }) => name === "facts");
  await elsewhere.deleteDocument(document!.id);
  expect((await collections.search(id, vector, signal)).map(({ text }) => text).sort()).toEqual([
    "Dogs bark.",
    "Lions are cats.",
  ]);
});

test("vectors that do not fit into memory together are read again", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const cache = openVectorMemory(db.pool, { all: 1, collection: 1e9, exact: 1e9 });
  for (const name of ["One", "Two", "One again"]) {
    const { id } = await collections.create({ name });
    await collections.add(id, facts, { idempotencyKey: "k", signal });
    const found = async () => {
      const vectors = await cache.open(id, await readState(db.pool, id));
      return vectors.nearest(hashWords("Cats purr."), { limit: 1, minScore: 0.9 });
    };
    expect(await found()).toHaveLength(1);
    expect(await found()).toHaveLength(1);
  }
});

test("metadata keeps whole numbers of any size, in what is added and what is found", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Orders" });
  const order = { text: "A lamp was ordered.", metadata: { order: 7615917337495251231n, of: [9007199254740993n] } };
  await collections.add(id, [order], { idempotencyKey: "k", signal });
  const [found] = await collections.search(id, { ...query, text: "lamp" }, signal);
  expect(found?.metadata).toMatchObject(order.metadata);
});
