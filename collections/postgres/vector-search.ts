import type pg from "pg";
import { hasPgvector, nearestByIndex, prepareIndex } from "./pgvector.ts";
import type { VectorSearch } from "./postgres.ts";
import { VectorCache } from "./vector-cache.ts";

/** From so many chunks on an index is faster than looking at every vector, and memory becomes dear. */
const LARGE = 20_000;
const LOOK_AGAIN_MS = 60_000;

/**
 * Exact search in memory for most collections; pgvector's index for large ones, on servers that have it. What there is to
 * know is looked up once a minute, and building the index happens behind the searches, which go on in memory.
 */
export function openVectorSearch(pool: pg.Pool, largeFrom = LARGE): VectorSearch {
  const cache = new VectorCache(pool);
  const indexed = new Map<string, { isReady: boolean; at: number }>();
  let available: Promise<boolean> | undefined;

  async function lookAgain(collectionId: string): Promise<void> {
    available ??= hasPgvector(pool);
    const isReady = (await available) && (await isLarge(collectionId)) && (await prepareIndex(pool));
    indexed.set(collectionId, { isReady, at: Date.now() });
  }

  async function isLarge(collectionId: string): Promise<boolean> {
    const { rowCount } = await pool.query(`SELECT 1 FROM "Chunk" WHERE "collectionId" = $1 OFFSET $2 LIMIT 1`, [
      collectionId,
      largeFrom - 1,
    ]);
    return rowCount === 1;
  }

  return {
    async nearest(collectionId, vector, wanted) {
      const known = indexed.get(collectionId);
      if (!known || Date.now() - known.at > LOOK_AGAIN_MS) {
        indexed.set(collectionId, { isReady: known?.isReady ?? false, at: Date.now() });
        // Not awaited: a search never waits for an index. What fails (a connection) is tried again in a minute.
        lookAgain(collectionId).catch(() => {
          available = undefined;
        });
      }
      if (known?.isReady) return nearestByIndex(pool, collectionId, { vector, ...wanted });
      return cache.nearest(collectionId, vector, wanted);
    },
  };
}
