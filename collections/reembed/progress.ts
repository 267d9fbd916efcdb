import type pg from "pg";
import { NextEmbedding } from "../../lib/documents/embedding-choice.ts";
import type { CollectionView } from "../../lib/views/api-views.ts";
import type { CollectionRecord } from "../views.ts";
import { countEmbedded } from "./sql/statements.ts";

/** How far a change of embedding has come; null when there is none. */
export async function progressOf(
  pool: pg.Pool,
  { id, nextEmbedding, embedError }: CollectionRecord,
): Promise<CollectionView["reembedding"]> {
  if (nextEmbedding === null) return null;
  const { name, dimensions } = NextEmbedding.parse(nextEmbedding);
  const { rows } = await pool.query<{ done: number; total: number }>(countEmbedded({ collectionId: id }));
  const { done, total } = rows[0] ?? { done: 0, total: 0 };
  return { embedding: name, dimensions, done, total, error: embedError };
}
