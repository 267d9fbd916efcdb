import pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { inTransaction } from "../../platform/database/in-transaction.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { CollectionDriver, Match } from "../driver.ts";
import { EmbeddingChanged } from "../embedding-changed.ts";
import { termsVersion, termVector, wordsOfChunk } from "../words/term-vector.ts";
import { readState } from "./collection-state.ts";
import { findChunk } from "./find-chunk.ts";
import type { MetadataSearch } from "./metadata-search.ts";
import { type RankedChunk, rankChunks } from "./rank-chunks.ts";
import { raiseRevision } from "./sql/raise-revision.ts";
import { markWritten } from "./sql/statements.ts";
import { upsertChunks } from "./sql/upsert-chunks.ts";
import type { VectorSearch } from "./vector-search.ts";
import type { WordSearch } from "./word-search.ts";

type Options = {
  pool: pg.Pool;
  vectors: VectorSearch;
  words: WordSearch;
  metadata: MetadataSearch;
  collectionId: string;
  /** Of the vectors that are written and searched by. */
  generation: number;
};

/** Chunks in Patchbay's own Postgres: by their words and codes, by exact similarity, and by both. */
export function postgresDriver(options: Options): CollectionDriver {
  const { pool, vectors, collectionId, generation } = options;
  return {
    needsVector: (mode) => mode !== "text",

    async upsert(chunks, signal) {
      if (chunks.length === 0) return;
      signal.throwIfAborted();
      const rows = chunks.map((chunk) => ({ ...chunk, words: termVector(wordsOfChunk(chunk)) }));
      const values = [collectionId, jsonText(rows), generation, termsVersion];
      const { rowCount } = await pool.query({ ...upsertChunks, values }).catch(explainWrite);
      if (rowCount !== 0) return;
      // Throws when the collection is gone.
      if ((await readState(pool, collectionId)).generation !== generation) throw new EmbeddingChanged();
    },

    // A transaction that has ended is seen by every later search.
    async settle() {},

    // Searches read what is given to a document beside its chunks, and read them again once they are marked as written.
    async regive(documentId) {
      await inTransaction(pool, async (client) => {
        await client.query({ ...raiseRevision, values: [collectionId] });
        await client.query(markWritten({ collectionId, documentId }));
      });
    },

    async deleteDocument(documentId) {
      await remove(`DELETE FROM "Chunk" WHERE "collectionId" = $1 AND "documentId" = $2`, [collectionId, documentId]);
    },

    async deleteAll() {
      await remove(`DELETE FROM "Chunk" WHERE "collectionId" = $1`, [collectionId]);
    },

    async count() {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM "Chunk" WHERE "collectionId" = $1`,
        [collectionId],
      );
      return rows[0]?.count ?? 0;
    },

    async chunks(documentId, { from, limit }) {
      const { rows } = await pool.query<Omit<Match, "score">>(
        `SELECT id, "documentId", position, text, metadata FROM "Chunk"
         WHERE "collectionId" = $1 AND "documentId" = $2 AND position >= $3 ORDER BY position LIMIT $4`,
        [collectionId, documentId, from, limit],
      );
      return rows;
    },

    async vectors(ids) {
      return (await vectors.open(collectionId, await readState(pool, collectionId))).vectors(ids);
    },

    async find(field, signal) {
      signal.throwIfAborted();
      const { dimensions } = await readState(pool, collectionId);
      return findChunk(pool, collectionId, { ...field, dimensions });
    },

    async search(query, signal) {
      signal.throwIfAborted();
      const ranked = await rankChunks(options, query);
      signal.throwIfAborted();
      return ranked.length === 0 ? [] : readMatches(options, ranked);
    },
  };

  /** Two statements: the second one sees what a writer, for whom the first one waited, has just written. */
  async function remove(statement: string, values: string[]): Promise<void> {
    await inTransaction(pool, async (client) => {
      await client.query({ ...raiseRevision, values: [collectionId] });
      await client.query(statement, values);
    });
  }
}

/** Chunks that were deleted since they were ranked are left out. */
async function readMatches(
  { pool, collectionId, generation }: Options,
  ranked: readonly RankedChunk[],
): Promise<Match[]> {
  const { rows } = await pool.query<Omit<Match, "score"> & { generation: number }>(
    `SELECT c.id, (SELECT generation FROM "Collection" WHERE id = $2) AS generation, c."documentId", c.position, c.text, c.metadata || coalesce(d.metadata, '{}') AS metadata
     FROM "Chunk" c LEFT JOIN "Document" d ON d.id = c."documentId" WHERE c.id = ANY($1)`,
    [ranked.map(({ id }) => id), collectionId],
  );
  if (rows.some((row) => row.generation !== generation)) throw new EmbeddingChanged();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ranked.flatMap(({ id, score, how }) => {
    const row = byId.get(id);
    if (!row) return [];
    const { generation: _, ...match } = row;
    return [{ ...match, score, how }];
  });
}

const FOREIGN_KEY_VIOLATION = "23503";

function explainWrite(error: unknown): never {
  if (error instanceof pg.DatabaseError && error.code === FOREIGN_KEY_VIOLATION) {
    throw new PatchbayError("not_found", "The document was deleted.", { cause: error });
  }
  throw error;
}
