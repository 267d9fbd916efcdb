import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { collectionRevision } from "./sql/statements.ts";

/**
 * How often a collection's chunks were written, and how often deleted: what was read in the same state is the same. Vectors
 * of two generations are of two models.
 */
export type CollectionState = { revision: number; deletions: number; generation: number; dimensions: number };

export async function hasMoreChunksThan(pool: pg.Pool, collectionId: string, count: number): Promise<boolean> {
  const { rowCount } = await pool.query(`SELECT 1 FROM "Chunk" WHERE "collectionId" = $1 OFFSET $2 LIMIT 1`, [
    collectionId,
    count,
  ]);
  return rowCount === 1;
}

/** How many vectors the chunk with the most of them has; 1 where each has one. */
export async function mostParts(pool: pg.Pool, collectionId: string): Promise<number> {
  const { rows } = await pool.query<{ parts: number }>(
    `SELECT parts FROM "Chunk" WHERE "collectionId" = $1 AND parts > 1 ORDER BY parts DESC LIMIT 1`,
    [collectionId],
  );
  return rows[0]?.parts ?? 1;
}

/** Throws `not_found` when the collection is gone. */
export async function readState(pool: pg.Pool, collectionId: string): Promise<CollectionState> {
  const { rows } = await pool.query<CollectionState>(collectionRevision({ collectionId }));
  const [state] = rows;
  if (!state) throw new PatchbayError("not_found", "This collection no longer exists.");
  return state;
}
