import { expect, test } from "vitest";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { parseFilter } from "../../lib/search-filter/parse-filter.ts";
import { hashedWords } from "./hashed-words.ts";
import { openBench, textFile } from "./open.ts";

const { signal } = new AbortController();

test("fields given at upload filter searches, come with what is found, and can be changed and taken away", async () => {
  await using bench = await openBench();
  const { collections, db, drivers, broker, log } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const ingestion = await startDocumentIngestion({ ...db, drivers, broker, log, embed: hashedWords, pollMs: 50 });
  const upload = (name: string, metadata: { year: number; tags?: string[] }) =>
    collections.addUpload({ collectionId: id, ...textFile(name, `Cats of ${name}.`), metadata });
  const old = await upload("old.txt", { year: 2020 });
  expect(await upload("new.txt", { year: 2024, tags: ["eu"] })).toMatchObject({
    metadata: { year: 2024, tags: ["eu"] },
  });
  const areReady = async () => (await collections.documents(id)).every(({ status }) => status === "ready");
  await expect.poll(areReady).toBe(true);
  await ingestion.close();
  const find = async (filter: string) => {
    const query = { text: "cats", mode: "hybrid" as const, limit: 5, filter: parseFilter(filter) };
    return (await collections.search(id, query, signal)).map(({ metadata }) => [metadata.source, metadata.year]);
  };
  expect(await find("year >= 2024")).toEqual([["new.txt", 2024]]);
  const at = { collectionId: id, documentId: old.id };
  expect(await collections.setMetadata(at, { year: 2025 })).toMatchObject({ metadata: { year: 2025 } });
  expect((await find("year >= 2024")).sort()).toEqual([
    ["new.txt", 2024],
    ["old.txt", 2025],
  ]);
  await collections.setMetadata(at, {});
  expect(await find("year is not there")).toEqual([["old.txt", undefined]]);
  expect(await collections.sizes(id)).toMatchObject({ documents: 2, chunks: 2, vectors: 4096 });
});

test("fields that Patchbay sets by itself, and too many of them, are refused with a sentence", async () => {
  await using bench = await openBench();
  const { collections, others } = bench;
  const { id } = await collections.create({ name: "Docs" });
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...textFile("a.txt", "Cats") });
  const at = { collectionId: id, documentId };
  await expect(collections.setMetadata(at, { page: 3 })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: "Patchbay sets “page” by itself. Choose another name for the field.",
  });
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, index]));
  await expect(collections.setMetadata(at, many)).rejects.toMatchObject({ code: "bad_input" });
  await expect(others.setMetadata(at, { year: 1 })).rejects.toMatchObject({ code: "not_found" });
  await expect(others.sizes(id)).rejects.toMatchObject({ code: "not_found" });
  await expect(others.setEmbedding(id, null)).rejects.toMatchObject({ code: "not_found" });
});

test("of two that change the fields they read, the second is told, and nothing is lost", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id: collectionId } = await collections.create({ name: "Docs" });
  const { id: documentId, revision } = await collections.addUpload({ collectionId, ...textFile("a.txt", "Hello") });
  const at = { collectionId, documentId };
  const changes = [{ year: 2025 }, { owner: "Ada" }].map((metadata) => collections.setMetadata(at, metadata, revision));
  const ended = await Promise.allSettled(changes);
  const refused = ended.filter((each) => each.status === "rejected");
  expect(refused.map(({ reason }) => reason)).toEqual([
    expect.objectContaining({ code: "stale_revision", userMessage: expect.stringContaining("Reload it") }),
  ]);
  const now = await collections.document(at);
  expect(now.revision).toBe(revision + 1);
  expect(Object.keys(now.metadata)).toHaveLength(1);
  expect(await collections.setMetadata(at, { year: 2026 }, now.revision)).toMatchObject({ revision: revision + 2 });
  expect(await collections.setMetadata(at, {})).toMatchObject({ metadata: {} });
});
