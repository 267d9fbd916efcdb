import { createHash } from "node:crypto";
import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import { canonicalJson } from "../lib/values/json.ts";
import type { Document } from "../lib/values/values.ts";
import type { AddOptions } from "../nodes/define.ts";
import { jsonText } from "../platform/database/json-text.ts";
import type { CollectionRow } from "./driver.ts";
import { chunkId } from "./driver.ts";
import type { Drivers } from "./drivers.ts";
import { BATCH, type Chunk, type Embed, embedChunks } from "./embed.ts";
import { beginAdded, endAdded, progressAdded } from "./ingest/sql/added-documents.ts";

type Deps = { pool: pg.Pool; drivers: Drivers; embed: Embed };
type Ask = { collection: CollectionRow; documents: readonly Document[] };
type Source = { id: string; name: string; bytes: number; chunks: Chunk[] };

const limits = { chunks: 5000, characters: 20_000 } as const;

/**
 * Adds what a pipeline made, each text as one chunk. The chunks of one source become one document, so that people see and
 * can delete what was added. Ids come from the content: the same chunks again write the same rows, after a crash half-way as
 * by another run.
 */
export async function addDocuments(deps: Deps, { collection, documents }: Ask, options: AddOptions): Promise<number> {
  const kept = documents.map(tidy).filter(({ text }) => text !== "");
  assertWithinLimits(kept);
  const driver = await deps.drivers.open(collection);
  for (const source of sourcesOf(collection.id, kept)) {
    const { id, name, bytes, chunks } = source;
    const started = await deps.pool.query<{ status: string }>({
      ...beginAdded,
      values: [id, collection.id, name, bytes, chunks.length],
    });
    if (started.rows[0]?.status === "ready") continue;
    for (let done = 0; done < chunks.length; done += BATCH) {
      const batch = chunks.slice(done, done + BATCH);
      const embedded = await embedChunks(deps.embed, batch, options.signal);
      const rows = embedded.map((one) => ({ ...one, id: chunkId(id, one.position), documentId: id }));
      await driver.upsert(rows, options.signal);
      await deps.pool.query({ ...progressAdded, values: [id, done + batch.length] });
    }
    await driver.settle(options.signal);
    await deps.pool.query({ ...endAdded, values: [id] });
  }
  return kept.length;
}

/** Postgres refuses NUL and lone surrogates. */
function tidy(document: Document): Document {
  const metadata: Document["metadata"] = JSON.parse(jsonText(document.metadata));
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
    typeof metadata.source === "string" && metadata.source !== ""
      ? metadata.source.slice(0, 200)
      : "Added by a pipeline",
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
