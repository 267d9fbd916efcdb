import pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { inTransaction } from "../../platform/database/in-transaction.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { CollectionDriver, Match, Query } from "../driver.ts";
import { depthFor, fuse, type Ranked } from "../fuse.ts";
import { readState } from "./collection-state.ts";
import { findChunk } from "./find-chunk.ts";
import { raiseRevision } from "./sql/raise-revision.ts";
import { upsertChunks } from "./sql/upsert-chunks.ts";
import type { VectorSearch } from "./vector-search.ts";
import type { WordSearch } from "./word-search.ts";

type Options = { pool: pg.Pool; vectors: VectorSearch; words: WordSearch; collectionId: string };

/** Chunks in Patchbay's own Postgres: by their words and codes, by exact similarity, and by both. */
export function postgresDriver({ pool, vectors, words, collectionId }: Options): CollectionDriver {
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

    async chunks(documentId, { from, limit }) {
      const { rows } = await pool.query<Omit<Match, "score">>(
        `SELECT id, "documentId", position, text, metadata FROM "Chunk"
         WHERE "collectionId" = $1 AND "documentId" = $2 AND position >= $3 ORDER BY position LIMIT $4`,
        [collectionId, documentId, from, limit],
      );
      return rows;
    },

    async find(field, signal) {
      signal.throwIfAborted();
      return findChunk(pool, collectionId, field);
    },

    async search(query, signal) {
      signal.throwIfAborted();
      const ranked = await rank(query);
      signal.throwIfAborted();
      return ranked.length === 0 ? [] : readMatches(pool, ranked);
    },
  };

  async function rank({ text, vector, mode, limit, minScore = 0 }: Query): Promise<Ranked[]> {
    const state = await readState(pool, collectionId);
    if (mode === "text") return (await words.open(collectionId, state)).search(text, { limit, minScore });
    if (!vector) throw new PatchbayError("internal", "The search has no vector.", { message: `mode ${mode}` });
    if (mode === "vector") {
      const [near, query] = await Promise.all([vectors.open(collectionId, state), vector]);
      return near.nearest(query, { limit, minScore });
    }
    const wanted = { limit: depthFor(limit), minScore };
    const [near, known] = await Promise.all([vectors.open(collectionId, state), words.open(collectionId, state)]);
    // The words are looked for while another process makes the vector.
    const [byWords, query] = await Promise.all([known.search(text, wanted), vector]);
    const nearest = await near.nearest(query, wanted);
    // What is only in one ranking has a score in the other too, which was not among its best.
    const [allNear, allByWords] = await Promise.all([
      complete(nearest, byWords, (ids) => near.similarities(query, ids)),
      complete(byWords, nearest, (ids) => known.scores(text, ids)),
    ]);
    return fuse([allNear, allByWords]).slice(0, limit);
  }

  /** Two statements: the second one sees what a writer, for whom the first one waited, has just written. */
  async function remove(statement: string, values: string[]): Promise<void> {
    await inTransaction(pool, async (client) => {
      await client.query({ ...raiseRevision, values: [collectionId] });
      await client.query(statement, values);
    });
  }
}

/** A ranking with the scores of what only the other one has behind it. */
async function complete(
  ranking: readonly Ranked[],
  other: readonly Ranked[],
  scoresOf: (ids: readonly string[]) => Promise<Ranked[]>,
): Promise<Ranked[]> {
  const has = new Set(ranking.map(({ id }) => id));
  const missing = other.flatMap(({ id }) => (has.has(id) ? [] : [id]));
  if (missing.length === 0) return [...ranking];
  return [...ranking, ...(await scoresOf(missing)).sort((a, b) => b.score - a.score)];
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
