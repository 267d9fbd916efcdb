import { createHash } from "node:crypto";
import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import { parseJson } from "../lib/values/exact-json.ts";
import { canonicalJson } from "../lib/values/keys/canonical-json.ts";
import { Document } from "../lib/values/values.ts";
import type { AddOptions } from "../nodes/define.ts";
import { UNNAMED_TEXT } from "../nodes/types/data/load-documents.ts";
import { inTransaction } from "../platform/database/in-transaction.ts";
import { jsonText } from "../platform/database/json-text.ts";
import { assertRoomOn } from "../platform/quotas/assert-room.ts";
import type { CollectionRow } from "./driver.ts";
import { chunkId } from "./driver.ts";
import type { Drivers } from "./drivers.ts";
import { BATCH, type Chunk, type EmbedDeps, embedChunks, embedOf } from "./embed.ts";
import { beginAdded, chunksOfAdded, endAdded, progressAdded } from "./ingest/sql/added-documents.ts";
import { findRootRun } from "./postgres/sql/statements.ts";
import { replaceDocuments } from "./replace-documents.ts";
import { whatIsRead } from "./text-parts.ts";

type Deps = { pool: pg.Pool; drivers: Drivers } & EmbedDeps;
type Ask = { collection: CollectionRow; documents: readonly Document[] };
type Source = { id: string; name: string; bytes: number; chunks: Chunk[] };

const UNNAMED = "Added by a pipeline";
const limits = { chunks: 5000, characters: 20_000 } as const;

/**
 * Adds what a pipeline made, each text as one chunk. The chunks of one source become one document, so that people see and
 * can delete what was added. Ids come from the content: the same chunks again write the same rows, after a crash half-way as
 * by another run.
 */
export async function addDocuments(deps: Deps, { collection, documents }: Ask, options: AddOptions): Promise<number> {
  const kept = documents.map(tidy).filter(({ text }) => text !== "");
  assertWithinLimits(kept);
  const addedBy = options.runId === undefined ? undefined : await rootOf(deps.pool, options.runId);
  for (const source of sourcesOf(collection.id, kept)) {
    if ((await begin(deps.pool, { collection, source, addedBy })) !== "ready") {
      await write(deps, { collection, source }, options.signal);
    }
    await finish(deps, { collection, source, addedBy: options.onDuplicate === "replace" ? addedBy : undefined });
  }
  return kept.length;
}

type Adding = { collection: CollectionRow; source: Source; addedBy?: string | undefined };

async function rootOf(pool: pg.Pool, runId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(findRootRun({ runId }));
  return rows[0]?.id ?? runId;
}

async function begin(pool: pg.Pool, { collection, source, addedBy }: Adding): Promise<string | undefined> {
  const { id, name, bytes, chunks } = source;
  const values = [id, collection.id, name, bytes, chunks.length, addedBy ?? null];
  return await inTransaction(pool, async (client) => {
    const { rows: found } = await client.query<{ chunks: number }>({ ...chunksOfAdded, values: [id] });
    const [there] = found;
    const { workspaceId } = collection;
    if (!there) await assertRoomOn(client, workspaceId, { quota: "storageBytes", more: bytes });
    const more = chunks.length - (there?.chunks ?? 0);
    if (more > 0) await assertRoomOn(client, workspaceId, { quota: "chunks", more });
    const { rows } = await client.query<{ status: string }>({ ...beginAdded, values });
    return rows[0]?.status;
  });
}

async function write(deps: Deps, { collection, source: { id, chunks } }: Adding, signal: AbortSignal): Promise<void> {
  const driver = await deps.drivers.open(collection);
  const embed = embedOf(deps, collection);
  const reads = await whatIsRead(collection);
  for (let done = 0; done < chunks.length; done += BATCH) {
    const batch = chunks.slice(done, done + BATCH);
    const embedded = await embedChunks(embed, { chunks: batch, reads, dimensions: collection.dimensions }, signal);
    const rows = embedded.map((one) => ({ ...one, id: chunkId(id, one.position), documentId: id }));
    await driver.upsert(rows, signal);
    await deps.pool.query({ ...progressAdded, values: [id, done + batch.length] });
  }
  await driver.settle(signal);
}

/** With `addedBy`, what other runs have added of the source goes away; texts without a source of their own all stay. */
async function finish(deps: Deps, { collection, source: { id, name }, addedBy }: Adding): Promise<void> {
  const ready = { ...endAdded, values: [id] };
  if (addedBy === undefined || name === UNNAMED || name === UNNAMED_TEXT) {
    await deps.pool.query(ready);
    return;
  }
  await replaceDocuments(deps, { collection, documentId: id, addedBy }, async (client) => {
    const { rowCount } = await client.query(ready);
    return rowCount === 1;
  });
}

/** Postgres refuses NUL and lone surrogates. */
function tidy(document: Document): Document {
  const { metadata } = Document.pick({ metadata: true }).parse({ metadata: parseJson(jsonText(document.metadata)) });
  return { text: document.text.toWellFormed().replaceAll("\0", "").trim(), metadata };
}

function assertWithinLimits(documents: readonly Document[]): void {
  if (documents.length > limits.chunks) {
    const message = `${documents.length} chunks at once are too many; at most ${limits.chunks}. Add them in parts.`;
    throw new PatchbayError("too_large", message);
  }
  const long = documents.find(({ text }) => text.length > limits.characters);
  if (!long) return;
  const size = `${long.text.length} characters; at most ${limits.characters}`;
  throw new PatchbayError("too_large", `A chunk has ${size}. Put a “Split text” node before this one.`);
}

function sourcesOf(collectionId: string, documents: readonly Document[]): Source[] {
  const bySource = Map.groupBy(documents, ({ metadata }) =>
    typeof metadata.source === "string" && metadata.source !== "" ? metadata.source.slice(0, 200) : UNNAMED,
  );
  return [...bySource].map(([name, chunks]) => ({
    id: createHash("sha256")
      .update(canonicalJson([collectionId, name, chunks.map(({ text, metadata }) => ({ text, metadata }))]))
      .digest("hex")
      .slice(0, 32),
    name,
    bytes: chunks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    chunks: chunks.map(({ text, metadata }, position) => ({
      position,
      text,
      metadata: { source: name, ...metadata },
    })),
  }));
}
