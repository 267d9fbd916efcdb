import { expect, test } from "vitest";
import { startDocumentIngestion } from "../../../collections/ingest/documents.ts";
import type { PineconeAccess } from "../../../collections/pinecone/pinecone-index.ts";
import { type PineconeLoopback, pineconeLoopback } from "../../helpers/pinecone/loopback.ts";
import { hashedWords } from "../hashed-words.ts";
import { type Bench, openBench, paragraphs, textFile } from "../open.ts";

const { signal } = new AbortController();
const settings = { index: "patchbay", credential: "c" };
const query = { text: "cats", limit: 5, mode: "hybrid" as const };

function accessTo(pinecone: PineconeLoopback, secret = pinecone.apiKey): PineconeAccess {
  const credential = { provider: "pinecone", baseUrl: pinecone.baseUrl, secret };
  return { readCredential: async (workspaceId, id) => (workspaceId === "w1" && id === "c" ? credential : undefined) };
}

/** As JSON has it: what is undefined is not there. */
const create = ({ collections }: Bench, given: object = {}) =>
  collections.create({
    name: "Docs",
    driver: "pinecone",
    settings: JSON.parse(JSON.stringify({ ...settings, ...given })),
  });

test("a file is ingested, found, and gone when its document is deleted, though Pinecone is slow to show it", async () => {
  await using pinecone = await pineconeLoopback({ lagMs: 300 });
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { collections, db, drivers, broker, log } = bench;
  const { id } = await create(bench);
  const ingestion = await startDocumentIngestion({ ...db, drivers, broker, embed: hashedWords, log, pollMs: 50 });
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...textFile("a.txt", paragraphs(130)) });
  const status = async () => (await collections.documents(id))[0]?.status;
  await expect.poll(status).toBe("ready");
  await ingestion.close();
  const found = await collections.search(id, { ...query, text: "subject77" }, signal);
  expect(found[0]).toMatchObject({
    text: expect.stringContaining("Paragraph 77"),
    metadata: { source: "a.txt", documentId },
  });
  expect(await db.prisma.chunk.count(), "Postgres keeps no copy").toBe(0);
  await collections.deleteDocument(documentId);
  expect(await collections.search(id, { ...query, text: "subject77" }, signal)).toEqual([]);
  expect(pinecone.store.all(id)).toEqual([]);
});

test("chunks that outlive their document in Pinecone are not shown", async () => {
  await using pinecone = await pineconeLoopback();
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { collections, db } = bench;
  const { id } = await create(bench);
  await collections.add(id, [{ text: "Cats purr.", metadata: {} }], { idempotencyKey: "k", signal });
  expect(await collections.search(id, query, signal)).toHaveLength(1);
  await db.prisma.document.deleteMany();
  expect(pinecone.store.all(id)).toHaveLength(1);
  expect(await collections.search(id, query, signal)).toEqual([]);
});

test("a document that is being deleted elsewhere is deleted all the same", async () => {
  await using pinecone = await pineconeLoopback();
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { collections, db, drivers } = bench;
  const { id } = await create(bench);
  await collections.add(id, [{ text: "Cats purr.", metadata: {} }], { idempotencyKey: "k", signal });
  const [document] = await collections.documents(id);
  const driver = await drivers.open(await db.prisma.collection.findFirstOrThrow({ where: { id } }));
  // Each finds its chunks, and with the first one's deletion the namespace is gone.
  await Promise.all([1, 2, 3].map(() => driver.deleteDocument(document?.id ?? "")));
  expect(pinecone.store.all(id)).toEqual([]);
});

test("deleting a collection empties its namespace and no other, and works when the index is gone", async () => {
  await using pinecone = await pineconeLoopback();
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { collections } = bench;
  const one = await create(bench);
  const other = await collections.create({ name: "Other", driver: "pinecone", settings });
  for (const { id } of [one, other]) {
    await collections.add(id, [{ text: "Cats purr.", metadata: {} }], { idempotencyKey: "k", signal });
  }
  await collections.delete(one.id);
  expect(pinecone.store.names()).toEqual([other.id]);
  pinecone.fail("/describe_index_stats", { status: 404 });
  await collections.delete(other.id);
  expect(await collections.list()).toEqual([]);
});

test("a collection that cannot work is refused when it is made, with what to do", async () => {
  const indexes = [
    { name: "patchbay", dimension: 512, metric: "cosine" },
    { name: "narrow", dimension: 384, metric: "cosine" },
    { name: "distance", dimension: 512, metric: "euclidean" },
    { name: "young", dimension: 512, metric: "cosine", ready: false },
    { name: "elsewhere", dimension: 512, metric: "cosine", host: "evil.example.com" },
    { name: "lookalike", dimension: 512, metric: "cosine", host: "evilpinecone.io" },
  ];
  await using pinecone = await pineconeLoopback({ indexes });
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const refused = (given: object, userMessage: RegExp) =>
    expect(create(bench, given)).rejects.toMatchObject({ userMessage: expect.stringMatching(userMessage) });
  await refused({ index: "missing" }, /no index “missing”.*512 dimensions.*cosine/);
  await refused({ index: "narrow" }, /has 384 dimensions/);
  await refused({ index: "distance" }, /metric euclidean/);
  await refused({ index: "young" }, /being set up/);
  await refused({ index: "elsewhere" }, /not a host of Pinecone/);
  await refused({ index: "lookalike" }, /not a host of Pinecone/);
  await refused({ credential: "of another workspace" }, /credential was deleted/);
  await refused({ credential: undefined }, /Choose a Pinecone credential/);
  await refused({ index: "Not A Name" }, /small letters/);
  expect(await bench.collections.list()).toEqual([]);
});

test("each way in which Pinecone fails has its own message, and says whether another attempt may help", async () => {
  await using pinecone = await pineconeLoopback();
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { collections } = bench;
  const { id } = await create(bench);
  const search = () => collections.search(id, query, signal);
  pinecone.fail("/query", { status: 429, headers: { "retry-after": "7" } });
  await expect(search()).rejects.toMatchObject({ code: "provider_busy", retryAfterMs: 7000, canRetry: true });
  pinecone.fail("/query", { status: 500, times: 4 });
  await expect(search()).rejects.toMatchObject({ code: "provider_busy", userMessage: expect.stringContaining("busy") });
  pinecone.fail("/query", { status: 503, times: 2 });
  expect(await search(), "the SDK tries again by itself").toEqual([]);
  pinecone.fail("/query", { status: 401 });
  await expect(search()).rejects.toMatchObject({ code: "provider_refused", userMessage: /refused the API key/ });
  pinecone.fail("/query", { status: 402 });
  await expect(search()).rejects.toMatchObject({ code: "provider_refused", userMessage: /plan or budget/ });
  pinecone.fail("/query", { status: 400 });
  await expect(search()).rejects.toMatchObject({
    code: "provider_refused",
    userMessage: /asked to fail/,
    canRetry: false,
  });
});

test("a wrong key and a dead address are told apart", async () => {
  await using pinecone = await pineconeLoopback();
  await using wrong = await openBench({ pinecone: accessTo(pinecone, "pcsk_wrong") });
  await expect(create(wrong)).rejects.toMatchObject({ userMessage: expect.stringContaining("refused the API key") });
  const gone = await pineconeLoopback();
  await gone[Symbol.asyncDispose]();
  const credential = { provider: "pinecone", baseUrl: gone.baseUrl, secret: "x" };
  await using dead = await openBench({ pinecone: { readCredential: async () => credential } });
  await expect(create(dead)).rejects.toMatchObject({ code: "unavailable", userMessage: /cannot be reached/ });
});

test("the server's own key serves collections without a credential", async () => {
  await using pinecone = await pineconeLoopback();
  const { apiKey, baseUrl } = pinecone;
  await using bench = await openBench({ pinecone: { readCredential: async () => undefined, apiKey, baseUrl } });
  await create(bench, { credential: undefined });
  expect(pinecone.log).toEqual(["GET /indexes/patchbay 200", "POST /describe_index_stats 200"]);
});

test("a chunk larger than Pinecone keeps is refused with a message", async () => {
  await using pinecone = await pineconeLoopback();
  await using bench = await openBench({ pinecone: accessTo(pinecone) });
  const { id } = await create(bench);
  const large = [{ text: "日本語".repeat(5_000), metadata: {} }];
  const add = bench.collections.add(id, large, { idempotencyKey: "k", signal });
  await expect(add).rejects.toMatchObject({ code: "too_large", userMessage: expect.stringContaining("40 kB") });
});
