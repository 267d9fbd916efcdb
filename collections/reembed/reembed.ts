/** Makes the vectors of a collection anew with another model. Searches use the old ones until all new ones are there. */
import type pg from "pg";
import { NextEmbedding } from "../../lib/documents/embedding-choice.ts";
import type { Json } from "../../lib/values/json.ts";
import { givenLong, inTransaction } from "../../platform/database/in-transaction.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { type EmbedDeps, embedOf, embedParts } from "../embed.ts";
import { whatIsRead } from "../text-parts.ts";
import {
  exchangeVectors,
  finishReembedding,
  readUnembedded,
  renewReembedding,
  writeNextVectors,
} from "./sql/statements.ts";

export type ReembedDeps = { pool: pg.Pool } & EmbedDeps;

/** A collection with the lease on it. */
export type ClaimedCollection = { id: string; workspaceId: string; next: unknown; token: number; attempts: number };

/** Another worker has the collection now, or the change was taken back: nothing more may be written. */
export class ReembeddingLost extends Error {
  override name = "ReembeddingLost";
}

/** Chunks at a time: of one request to a provider. */
const BATCH = 32;

type Work = { collection: ClaimedCollection; leaseSeconds: number; signal: AbortSignal };
type Row = { id: string; revision: number; text: string; metadata: { [key: string]: Json } };

/** Goes on behind what an earlier worker has made, and ends when the new vectors are in use. */
export async function reembed(deps: ReembedDeps, { collection, leaseSeconds, signal }: Work): Promise<void> {
  const next = NextEmbedding.parse(collection.next);
  const embed = embedOf(deps, { workspaceId: collection.workspaceId, embeddingModel: next.model });
  // Only Postgres exchanges vectors.
  const reads = await whatIsRead({ driver: "postgres", embeddingModel: next.model });
  do {
    let after = { revision: -1, id: "" };
    while (true) {
      signal.throwIfAborted();
      const page = { collectionId: collection.id, ...after, limit: BATCH };
      const { rows } = await deps.pool.query<Row>(readUnembedded(page));
      const last = rows.at(-1);
      if (!last) break;
      const vectors = await embedParts(embed, { chunks: rows, reads, dimensions: next.dimensions }, signal);
      await keep(deps.pool, collection, { rows, vectors });
      const { id, token } = collection;
      const { rowCount } = await deps.pool.query(renewReembedding({ id, token, leaseSeconds, advanced: true }));
      if (rowCount === 0) throw new ReembeddingLost();
      after = { revision: last.revision, id: last.id };
    }
    // What was written meanwhile has no new vector yet: then once more.
  } while (!(await finish(deps.pool, collection)));
}

type Made = { rows: readonly Row[]; vectors: readonly (readonly number[])[] };

async function keep(pool: pg.Pool, { id, token }: ClaimedCollection, { rows, vectors }: Made): Promise<void> {
  const made = rows.map((row, index) => ({ id: row.id, revision: row.revision, vector: vectors[index] ?? [] }));
  await pool.query(writeNextVectors({ collectionId: id, token, vectors: jsonText(made) }));
}

/** Whether all vectors were there and have been exchanged. Writers of chunks wait meanwhile; searches do not. */
async function finish(pool: pg.Pool, { id, token }: ClaimedCollection): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ embedToken: number }>(
      `SELECT "embedToken" FROM "Collection" WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (rows[0]?.embedToken !== token) throw new ReembeddingLost();
    const { rowCount } = await client.query(finishReembedding({ id, token }));
    if (rowCount === 0) return false;
    // A few milliseconds a chunk, as every index of theirs is written.
    await givenLong(client, exchangeVectors({ collectionId: id }));
    return true;
  });
}
