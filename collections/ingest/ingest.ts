import type pg from "pg";
import { DocumentColumns } from "../../lib/documents/document-columns.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { ModelRef } from "../../lib/models/models.ts";
import type { Json } from "../../lib/values/json.ts";
import type { TokenCounter } from "../../nodes/documents/split/count-by-word.ts";
import { inTransaction } from "../../platform/database/in-transaction.ts";
import { type StoredFileDeps, storedFile } from "../../platform/files/stored-file.ts";
import { assertRoomOn } from "../../platform/quotas/assert-room.ts";
import { type CollectionDriver, chunkId } from "../driver.ts";
import type { Drivers } from "../drivers.ts";
import { BATCH, type Chunk, type Embed, type EmbedDeps, embedChunks, embedOf, type How } from "../embed.ts";
import { whatIsRead } from "../text-parts.ts";
import { chunksOf } from "./chunks.ts";
import { advanceDocument, startChunks } from "./sql/documents.ts";

export type IngestDeps = StoredFileDeps & {
  drivers: Drivers;
  /** For chunks of so many tokens; null is the model on board. */
  tokensOf?: (model: ModelRef | null) => Promise<TokenCounter>;
} & EmbedDeps;

/** A document with the lease on it (sql/documents.ts `claimDocuments`). */
export type ClaimedDocument = {
  id: string;
  token: number;
  attempts: number;
  fileId: string;
  name: string;
  chunksDone: number;
  chunksTotal: number;
  collectionId: string;
  workspaceId: string;
  driver: string;
  /** Parsed by the driver that knows them. */
  settings: unknown;
  dimensions: number;
  embeddingModel: unknown;
  generation: number;
  given: { [key: string]: Json };
  /** Parsed where they are used. */
  columns: unknown;
  rowOf: string | null;
  chunkSize: number;
  /** characters | tokens */
  chunkUnit: string;
  replaces: boolean;
};

/** Another worker holds the document now, or it was deleted: nothing more may be written. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/**
 * Reads a document's file, splits and embeds it and writes its chunks. Chunks are named by their place, so going on
 * after a crash writes over what was written and doubles nothing. Throws LeaseLost, or a PatchbayError for the person.
 */
export async function ingestDocument(deps: IngestDeps, document: ClaimedDocument, signal: AbortSignal): Promise<void> {
  const driver = await deps.drivers.open({ ...document, id: document.collectionId });
  const file = await readFile(deps, document);
  const columns = document.columns === null ? undefined : DocumentColumns.parse(document.columns);
  const tokens = document.chunkUnit === "tokens" ? await counterOf(deps, document) : undefined;
  const cut = { size: document.chunkSize, tokens, columns, isRow: document.rowOf !== null };
  const chunks = await chunksOf({ ...file, source: document.name }, signal, cut);
  const how = { reads: await whatIsRead(document), dimensions: document.dimensions };
  const start = await whereToStart(deps.pool, document, { driver, total: chunks.length });
  for await (const { batch, done } of embedBatches(embedOf(deps, document), { chunks, start, ...how }, signal)) {
    await writeBatch({ ...deps, driver }, { document, batch, done }, signal);
  }
  await driver.settle(signal);
}

async function counterOf({ tokensOf }: IngestDeps, { embeddingModel }: ClaimedDocument): Promise<TokenCounter> {
  if (!tokensOf) throw new PatchbayError("internal", "This process counts no tokens.");
  return tokensOf(embeddingModel === null ? null : ModelRef.parse(embeddingModel));
}

type Embedded = Awaited<ReturnType<typeof embedChunks>>;

/** Each batch is embedded while the one before it is written, so that the cores go on. */
async function* embedBatches(
  embed: Embed,
  { chunks, start, ...how }: { chunks: readonly Chunk[]; start: number } & How,
  signal: AbortSignal,
): AsyncGenerator<{ batch: Embedded; done: number }> {
  const begin = (from: number) => {
    const batch = embedChunks(embed, { chunks: chunks.slice(from, from + BATCH), ...how }, signal);
    // It may fail before it is awaited, or after a write that failed, when it never is.
    batch.catch(() => {});
    return batch;
  };
  let next = start < chunks.length ? begin(start) : undefined;
  for (let from = start; next; from += BATCH) {
    const batch = await next;
    const done = from + batch.length;
    next = done < chunks.length ? begin(done) : undefined;
    yield { batch, done };
  }
}

async function writeBatch(
  { pool, driver }: IngestDeps & { driver: CollectionDriver },
  { document, batch, done }: { document: ClaimedDocument; batch: Embedded; done: number },
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const chunks = batch.map((one) => ({
    ...one,
    ...{ id: chunkId(document.id, one.position), documentId: document.id, given: document.given },
  }));
  await driver.upsert(chunks, signal);
  const { rowCount } = await pool.query({ ...advanceDocument, values: [document.id, document.token, done] });
  if (rowCount === 0) await leave(pool, driver, document);
}

/** A document that was deleted while a batch was on its way must not leave that batch behind. */
async function leave(pool: pg.Pool, driver: CollectionDriver, { id }: ClaimedDocument): Promise<never> {
  const { rowCount } = await pool.query(`SELECT 1 FROM "Document" WHERE id = $1`, [id]);
  if (rowCount === 0) await driver.deleteDocument(id);
  throw new LeaseLost();
}

/**
 * Goes on behind what was done, unless the file is split differently now (another release): then all anew. Throws
 * `over_quota` before anything is embedded; what has begun has its room already.
 */
async function whereToStart(
  pool: pg.Pool,
  { id, token, workspaceId, chunksTotal, chunksDone }: ClaimedDocument,
  { driver, total }: { driver: CollectionDriver; total: number },
): Promise<number> {
  if (chunksTotal === total) return chunksDone;
  const start = async (on: Pick<pg.Pool, "query">, chunks: number) => {
    const { rowCount } = await on.query({ ...startChunks, values: [id, token, chunks] });
    if (rowCount === 0) throw new LeaseLost();
  };
  // Of one that is indexed again they have gone already, unless the process that was to delete them has ended.
  if (chunksTotal > 0) {
    await driver.deleteDocument(id);
    await start(pool, chunksTotal);
  }
  const more = total - chunksTotal;
  try {
    await inTransaction(pool, async (client) => {
      if (more > 0) await assertRoomOn(client, workspaceId, { quota: "chunks", more });
      await start(client, total);
    });
  } catch (error) {
    // What is refused has no chunks, and is shown with none.
    if (error instanceof PatchbayError) await start(pool, 0);
    throw error;
  }
  return 0;
}

async function readFile(deps: IngestDeps, document: ClaimedDocument): Promise<{ name: string; data: Uint8Array }> {
  const file = await storedFile(deps, document);
  if (!file) throw new PatchbayError("not_found", "The file no longer exists. Upload it again.");
  return file;
}
