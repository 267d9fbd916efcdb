import type pg from "pg";
import type { Ranked } from "../fuse.ts";
import { Matrix } from "../vectors/matrix.ts";
import type { CollectionState } from "./collection-state.ts";
import { hasPgvector, nearestByIndex, prepareIndex, similaritiesByPgvector } from "./pgvector.ts";
import { RevisionCache } from "./revision-cache.ts";
import { readVectors } from "./sql/read-vectors.ts";

type Wanted = { limit: number; minScore: number };

export type VectorSearch = {
  /** The collection's vectors, at least as they were in this state; what is not in memory yet is read. */
  open(collectionId: string, state: CollectionState): Promise<CollectionVectors>;
};

/** Chunks by similarity to a vector of unit length. */
export type CollectionVectors = {
  /** Best first. */
  nearest(vector: readonly number[], wanted: Wanted): Promise<Ranked[]>;
  /** Of these chunks; those that are gone are left out. */
  similarities(vector: readonly number[], ids: readonly string[]): Promise<Ranked[]>;
};

/** From so many chunks on, memory becomes dear. */
const LARGE = 20_000;
const LOOK_AGAIN_MS = 60_000;
const BUDGET = 256 * 1024 * 1024;

/**
 * Exact search in memory for most collections; pgvector's index for large ones, on servers that have it. What there is to
 * know is looked up once a minute, and building the index happens behind the searches, which go on in memory.
 */
export function openVectorSearch(pool: pg.Pool, largeFrom = LARGE): VectorSearch {
  const inMemory = openVectorMemory(pool);
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

  function isIndexed(collectionId: string): boolean {
    const known = indexed.get(collectionId);
    if (!known || Date.now() - known.at > LOOK_AGAIN_MS) {
      indexed.set(collectionId, { isReady: known?.isReady ?? false, at: Date.now() });
      // Not awaited: a search never waits for an index. What fails (a connection) is tried again in a minute.
      lookAgain(collectionId).catch(() => {
        available = undefined;
      });
    }
    return known?.isReady ?? false;
  }

  return {
    async open(collectionId, state) {
      if (!isIndexed(collectionId)) return inMemory.open(collectionId, state);
      return {
        nearest: (vector, wanted) => nearestByIndex(pool, collectionId, { vector, ...wanted }),
        similarities: (vector, ids) => similaritiesByPgvector(pool, { collectionId, vector, ids }),
      };
    },
  };
}

/** Exact search over vectors kept in memory, about 85 MB for 30,000 of 512 dimensions, of at most `budgetBytes`. */
export function openVectorMemory(pool: pg.Pool, budgetBytes = BUDGET): VectorSearch {
  const cache = new RevisionCache<Matrix>({
    pool,
    budgetBytes,
    open: () => new Matrix(),
    async read(matrix, { collectionId, revision }) {
      for await (const { id, vector } of readVectors(pool, collectionId, revision)) matrix.set(id, vector);
    },
  });
  return {
    async open(collectionId, state) {
      const matrix = await cache.use(collectionId, state);
      return {
        nearest: async (vector, wanted) => matrix?.nearest(vector, wanted) ?? [],
        similarities: async (vector, ids) => matrix?.similarities(vector, ids) ?? [],
      };
    },
  };
}
