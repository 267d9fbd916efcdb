import { expect, test } from "vitest";
import { type IngestionDeps, startDocumentIngestion } from "../../collections/ingest/documents.ts";
import type { OnDuplicate } from "../../lib/documents/collection.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench, paragraphs, textFile } from "./open.ts";

const { signal } = new AbortController();

const versions = [
  "There are 20 parking spaces.",
  "There are 35 parking spaces.",
  "There are 50 parking spaces.",
] as const;
const [old, newer, newest] = versions;

async function start(bench: Bench, options: Partial<IngestionDeps> = {}) {
  const started = await startDocumentIngestion({ ...bench, ...bench.db, embed: hashedWords, pollMs: 50, ...options });
  return { [Symbol.asyncDispose]: () => started.close() };
}

async function found({ collections }: Bench, id: string, text = "parking spaces"): Promise<string[]> {
  return (await collections.search(id, { text, limit: 9, mode: "hybrid" }, signal)).map((chunk) => chunk.text).sort();
}

function upload({ collections }: Bench, collectionId: string, text: string, onDuplicate?: OnDuplicate) {
  return collections.addUpload({ collectionId, ...textFile("policy.md", text), ...(onDuplicate && { onDuplicate }) });
}

async function settled({ collections }: Bench, id: string) {
  const statuses = async () => (await collections.documents(id)).map(({ status }) => status);
  await expect
    .poll(async () => (await statuses()).every((status) => status === "ready" || status === "failed"))
    .toBe(true);
}

test("a new version under the same name takes the place of the old one when it is ready, and not before", async () => {
  await using bench = await openBench();
  const { id } = await bench.collections.create({ name: "Docs" });
  {
    await using _ = await start(bench);
    expect(await upload(bench, id, old)).toMatchObject({ outcome: "added" });
    await settled(bench, id);
  }
  expect(await upload(bench, id, newer)).toMatchObject({ outcome: "replacing", status: "queued" });
  expect(await found(bench, id)).toEqual([old]);
  expect(await upload(bench, id, newest)).toMatchObject({ outcome: "replacing" });
  await using _ = await start(bench);
  await expect.poll(() => found(bench, id)).toEqual([newest]);
  expect(await bench.collections.documents(id)).toHaveLength(1);
  expect([await bench.db.prisma.file.count(), await bench.db.prisma.chunk.count()]).toEqual([1, 1]);
  expect(await upload(bench, id, newest)).toMatchObject({ outcome: "unchanged", status: "ready" });
});

test("a new version that fails leaves the old one where it is", async () => {
  await using bench = await openBench();
  const { collections } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await using _ = await start(bench);
  await collections.addUpload({ collectionId: id, ...textFile("a.pdf", "I am no such file.") });
  await settled(bench, id);
  const [failed] = await collections.documents(id);
  await bench.db.prisma.document.update({ where: { id: failed!.id }, data: { status: "ready" } });
  await collections.addUpload({ collectionId: id, ...textFile("a.pdf", "I am none either.") });
  await settled(bench, id);
  const statuses = (await collections.documents(id)).map(({ status }) => status);
  expect(statuses.sort()).toEqual(["failed", "ready"]);
  expect(await collections.get(id)).toMatchObject({ documents: 1 });
});

test("both are kept, or the new one is skipped, when that is asked for", async () => {
  await using bench = await openBench();
  const { id } = await bench.collections.create({ name: "Docs" });
  await using _ = await start(bench);
  const first = await upload(bench, id, old);
  expect(await upload(bench, id, newer, "skip")).toMatchObject({ id: first.id, outcome: "skipped" });
  expect(await upload(bench, id, newer, "keep")).toMatchObject({ outcome: "added" });
  expect(await upload(bench, id, old, "keep")).toMatchObject({ id: first.id, outcome: "unchanged" });
  await settled(bench, id);
  expect(await found(bench, id)).toEqual([old, newer]);
  expect(await upload(bench, id, old, "replace")).toMatchObject({ id: first.id, outcome: "unchanged" });
  expect(await found(bench, id)).toEqual([old]);
});

test("what a pipeline adds again from a source replaces what other runs added, and nothing of its own run", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await db.prisma.pipeline.create({ data: { id: "p", workspaceId: "w1", name: "P", draft: {} } });
  await db.prisma.snapshot.create({ data: { id: "s", workspaceId: "w1", graph: {} } });
  for (const [run, parentId] of [["r1"], ["r2"], ["r2.0", "r2"], ["r2.0.1", "r2.0"]] as const) {
    const data = { id: run, workspaceId: "w1", pipelineId: "p", snapshotId: "s", trigger: "manual", input: {} };
    await db.prisma.run.create({ data: { ...data, ...(parentId && { parentId }) } });
  }
  const add = (runId: string, text: string, source?: string) =>
    collections.add(id, [{ text, metadata: source === undefined ? {} : { source } }], {
      idempotencyKey: text,
      signal,
      onDuplicate: "replace",
      runId,
    });
  await add("r1", old, "policy.md");
  await add("r1", "Dogs may park, too.", "policy.md");
  expect(await found(bench, id)).toEqual(["Dogs may park, too.", old]);
  await add("r2", newer, "policy.md");
  expect(await found(bench, id)).toEqual([newer]);
  await add("r2.0", "Cats may park, too.", "policy.md");
  await add("r2.0.1", "Owls may park, too.", "policy.md");
  expect(await found(bench, id)).toEqual(["Cats may park, too.", "Owls may park, too.", newer]);
  await add("r1", "One thing without a name about parking.");
  await add("r2", "Another thing without a name about parking.");
  await add("r2", "A thing that was pasted about parking.", "Pasted text");
  await add("r1", "And another one about parking.", "Pasted text");
  expect(await found(bench, id, "thing parking")).toHaveLength(7);
});

test("a document shows its chunks in order, and is indexed again in chunks of another size", async () => {
  await using bench = await openBench();
  const { collections, others, db } = bench;
  const { id } = await collections.create({ name: "Docs" });
  await using _ = await start(bench);
  const { id: documentId } = await collections.addUpload({ collectionId: id, ...textFile("a.txt", paragraphs(60)) });
  const at = { collectionId: id, documentId };
  await settled(bench, id);
  const whole = await collections.document(at);
  expect(whole).toMatchObject({ status: "ready", chunkSize: 800 });
  const chunks = await collections.chunks(at, { from: 50, limit: 5 });
  expect(chunks.map(({ position }) => position)).toEqual([50, 51, 52, 53, 54]);
  for (const { text } of chunks) expect(text.length).toBeLessThanOrEqual(800);

  await expect(collections.reindex(at, { chunkSize: 100 })).rejects.toMatchObject({ code: "bad_input" });
  expect(await collections.reindex(at, { chunkSize: 2000 })).toMatchObject({ chunkSize: 2000 });
  await settled(bench, id);
  const anew = await collections.document(at);
  expect(anew.chunksTotal).toBeLessThan(whole.chunksTotal);
  expect(await db.prisma.chunk.count()).toBe(anew.chunksTotal);
  expect(await found(bench, id, "subject42")).toContainEqual(expect.stringContaining("Paragraph 42"));

  await expect(others.chunks(at, { from: 0, limit: 1 })).rejects.toMatchObject({ code: "not_found" });
  await collections.add(id, [{ text: "Cats", metadata: {} }], { idempotencyKey: "k", signal });
  const added = (await collections.documents(id)).find(({ name }) => name === "Added by a pipeline");
  expect(added).toMatchObject({ chunkSize: null });
  const refused = collections.reindex({ collectionId: id, documentId: added!.id });
  await expect(refused).rejects.toMatchObject({ code: "conflict", userMessage: expect.stringContaining("pipeline") });
});
