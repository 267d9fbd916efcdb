import pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { CollectionDriver, Match, Query } from "../driver.ts";
import { depthFor, fuse, type Ranked } from "../fuse.ts";
import { inTransaction } from "../in-transaction.ts";
import { raiseRevision } from "./sql/raise-revision.ts";
import { searchText } from "./sql/search-text.ts";
import { upsertChunks } from "./sql/upsert-chunks.ts";

/** Finds chunks by similarity: in memory (vector-cache.ts), or by pgvector where the server has it (pgvector.ts). */
export type VectorSearch = {
  nearest(
    collectionId: string,
    vector: readonly number[],
    wanted: { limit: number; minScore: number },
  ): Promise<Ranked[]>;
};

type Options = { pool: pg.Pool; vectors: VectorSearch; collectionId: string };

/** Chunks in Patchbay's own Postgres: full text by its words, meaning by exact similarity. */
export function postgresDriver({ pool, vectors, collectionId }: Options): CollectionDriver {
  return {
    needsVector: (mode) => mode !== "text",

    async upsert(chunks, signal) {
      if (chunks.length === 0) return;
      signal.throwIfAborted();
      const values = [collectionId, jsonText(chunks)];
      const { rowCount } = await pool.query({ ...upsertChunks, values }).catch(explainWrite);
      if (rowCount === 0) throw new PatchbayError("not_found", "The collection was deleted.");
    },

    // A transaction that has ended is seen by every later search.
    async settle() {},

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

    async search(query, signal) {
      signal.throwIfAborted();
      const ranked = await rank(query);
      signal.throwIfAborted();
      return ranked.length === 0 ? [] : readMatches(pool, ranked);
    },
  };

  async function rank({ text, vector, mode, limit, minScore = 0 }: Query): Promise<Ranked[]> {
    if (mode === "text") return byWords(text, limit, minScore);
    if (!vector) throw new PatchbayError("internal", "The search has no vector.", { message: `mode ${mode}` });
    if (mode === "vector") return vectors.nearest(collectionId, vector, { limit, minScore });
    const depth = depthFor(limit);
    const rankings = await Promise.all([
      vectors.nearest(collectionId, vector, { limit: depth, minScore }),
      byWords(text, depth, minScore),
    ]);
    return fuse(rankings).slice(0, limit);
  }

  /** Two statements: the second one sees what a writer, for whom the first one waited, has just written. */
  async function remove(statement: string, values: string[]): Promise<void> {
    await inTransaction(pool, async (client) => {
      await client.query({ ...raiseRevision, values: [collectionId] });
      await client.query(statement, values);
    });
  }

  async function byWords(text: string, limit: number, minScore: number): Promise<Ranked[]> {
    const { rows } = await pool.query<Ranked>({ ...searchText, values: [collectionId, text, limit, minScore] });
    return rows;
  }
}

/** Chunks that were deleted since they were ranked are left out. */
async function readMatches(pool: pg.Pool, ranked: readonly Ranked[]): Promise<Match[]> {
  const { rows } = await pool.query<Omit<Match, "score">>(
    `SELECT id, "documentId", position, text, metadata FROM "Chunk" WHERE id = ANY($1)`,
    [ranked.map(({ id }) => id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ranked.flatMap(({ id, score }) => {
    const row = byId.get(id);
    return row ? [{ ...row, score }] : [];
  });
}

const FOREIGN_KEY_VIOLATION = "23503";

function explainWrite(error: unknown): never {
  if (error instanceof pg.DatabaseError && error.code === FOREIGN_KEY_VIOLATION) {
    throw new PatchbayError("not_found", "The document was deleted.", { cause: error });
  }
  throw error;
}
