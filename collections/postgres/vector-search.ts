import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import type { Ranked } from "../search/fuse.ts";
import { keepBest } from "../search/keep-best.ts";
import { ChunkMatrix } from "../vectors/chunk-matrix.ts";
import { meanOfParts, similarityOfParts } from "../vectors/part-vectors.ts";
import { type CollectionState, hasMoreChunksThan, mostParts } from "./collection-state.ts";
import { hasPgvector, MOST_INDEXED_PARTS, nearestByIndex, prepareIndexes, similaritiesByPgvector } from "./pgvector.ts";
import { RevisionCache } from "./revision-cache.ts";
import { readVectors, readVectorsOf } from "./sql/read-vectors.ts";

/** `only`: among these chunks. */
type Wanted = { limit: number; minScore: number; only?: ReadonlySet<string> | undefined };

export type VectorSearch = {
  /** The collection's vectors, at least as they were in this state; what is not in memory yet is read. */
  open(collectionId: string, state: CollectionState): Promise<CollectionVectors>;
};
/** Closing gives up an index that is being built, so that the pool can close. */
type Closing = { close(): Promise<void> };

/** Chunks by similarity to a vector of unit length. */
type CollectionVectors = {
  /** Best first. */
  nearest(vector: readonly number[], wanted: Wanted): Promise<Ranked[]>;
  /** Of these chunks; those that are gone are left out. */
  similarities(vector: readonly number[], ids: readonly string[]): Promise<Ranked[]>;
  /** The vectors of these chunks, in no order; those that are gone are left out. */
  vectors(ids: readonly string[]): Promise<Row[]>;
};

/** From so many chunks on, memory becomes dear. */
const LARGE = 20_000;
/** Of chunks that a filter leaves: each one is compared. */
const FEW = 10_000;
const LOOK_AGAIN_MS = 60_000;
const MB = 1024 * 1024;
/** Of all collections, of one, and of one's vectors before only rounded ones are kept; about 60,000 and 1,000,000 chunks. */
type Budget = { all: number; collection: number; exact: number };
const BUDGET: Budget = { all: 256 * MB, collection: 768 * MB, exact: 128 * MB };

/** What was looked up of a collection: how many parts of its chunks are indexed, undefined when they are not, and when. */
type Known = { parts: number | undefined; at: number };

/**
 * Exact search in memory for most collections; pgvector's indexes for large ones, on servers that have it. What there is to
 * know is looked up once a minute, and building the index happens behind the searches, which go on in memory.
 */
export function openVectorSearch(pool: pg.Pool, largeFrom = LARGE): VectorSearch & Closing {
  const inMemory = openVectorMemory(pool);
  const known = new Map<string, Known>();
  const closing = new AbortController();
  const { signal } = closing;
  const looking = new Set<Promise<void>>();
  let available: Promise<boolean> | undefined;

  async function lookAgain(collectionId: string, dimensions: number): Promise<void> {
    available ??= hasPgvector(pool);
    const isLarge = (await available) && (await hasMoreChunksThan(pool, collectionId, largeFrom - 1));
    const parts = isLarge ? await mostParts(pool, collectionId) : 1;
    const isReady =
      isLarge && parts <= MOST_INDEXED_PARTS && (await prepareIndexes(pool, { dimensions, parts, signal }));
    known.set(collectionId, { parts: isReady ? parts : undefined, at: Date.now() });
  }

  function indexedParts(collectionId: string, { dimensions }: CollectionState): number | undefined {
    const last = known.get(collectionId);
    if (!signal.aborted && (!last || Date.now() - last.at > LOOK_AGAIN_MS)) {
      known.set(collectionId, { parts: last?.parts, at: Date.now() });
      // Not awaited: a search never waits for an index. What fails (a connection) is tried again in a minute.
      const look = lookAgain(collectionId, dimensions)
        .catch(() => {
          available = undefined;
        })
        .finally(() => looking.delete(look));
      looking.add(look);
    }
    return last?.parts;
  }

  return {
    async open(collectionId, state) {
      const parts = indexedParts(collectionId, state);
      if (parts === undefined) return inMemory.open(collectionId, state);
      return {
        async nearest(vector, { only, ...wanted }) {
          // Of a few, each one is looked at; an index would look at all the others first.
          if (!only || only.size > FEW)
            return nearestByIndex(pool, { collectionId, parts }, { vector, only, ...wanted });
          const all = await similaritiesByPgvector(pool, { collectionId, vector, ids: [...only] });
          const good = all.filter(({ score }) => score >= wanted.minScore).sort((a, b) => b.score - a.score);
          return good.slice(0, wanted.limit);
        },
        similarities: (vector, ids) => similaritiesByPgvector(pool, { collectionId, vector, ids }),
        vectors: (ids) => readMeans(pool, collectionId, { ids, state }),
      };
    },
    async close() {
      closing.abort(new Error("The search is closed."));
      await Promise.all(looking);
    },
  };
}

/**
 * Exact search over vectors kept in memory, about 90 MB for 30,000 of 512 dimensions. Of a collection with more than
 * `exact` bytes of them only the rounded ones are, and what may be among the best is read from Postgres for each search.
 */
export function openVectorMemory(pool: pg.Pool, budget = BUDGET): VectorSearch {
  const cache = new RevisionCache<ChunkMatrix>({
    pool,
    budgetBytes: budget.all,
    collectionBytes: budget.collection,
    open: ({ dimensions }) => new ChunkMatrix(dimensions, budget.exact),
    async read(matrix, { collectionId, revision }, isFull) {
      for await (const { id, vector } of readVectors(pool, collectionId, revision)) {
        matrix.set(id, vector);
        if (matrix.size % 1000 === 0 && isFull()) return;
      }
    },
  });
  return {
    async open(collectionId, state) {
      const matrix = await cache.use(collectionId, state);
      if (!matrix) throw tooManyChunks();
      const read = (ids: readonly string[]) => readVectorsOf(pool, collectionId, ids);
      return {
        async nearest(vector, wanted) {
          if (!matrix.isRounded) return matrix.nearest(vector, wanted);
          return nearestOf(matrix.candidates(vector, wanted), read, { vector, ...wanted });
        },
        async similarities(vector, ids) {
          if (!matrix.isRounded) return matrix.similarities(vector, ids);
          return addBest([], await read(ids), { vector, limit: ids.length, minScore: 0 });
        },
        vectors: (ids) =>
          matrix.isRounded ? readMeans(pool, collectionId, { ids, state }) : Promise.resolve(matrix.vectors(ids)),
      };
    },
  };
}

type Row = { id: string; vector: Float32Array };

/** One vector of each chunk, of all its parts together. */
async function readMeans(
  pool: pg.Pool,
  collectionId: string,
  { ids, state: { dimensions } }: { ids: readonly string[]; state: CollectionState },
): Promise<Row[]> {
  const rows = await readVectorsOf(pool, collectionId, ids);
  return rows.map(({ id, vector }) => ({ id, vector: meanOfParts(vector, dimensions) }));
}

type Query = Wanted & { vector: readonly number[] };
/** Of so many chunks the vectors are read at a time, about 2 MB: where a great many chunks are alike, most are not needed. */
const PAGE = 200;

async function nearestOf(
  candidates: readonly { id: string; most: number }[],
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  query: Query,
): Promise<Ranked[]> {
  const best: Ranked[] = [];
  for (let start = 0; start < candidates.length; start += PAGE) {
    const least = best.length < query.limit ? Number.NEGATIVE_INFINITY : (best.at(-1)?.score ?? 0);
    const page = candidates.slice(start, start + PAGE).filter(({ most }) => most >= least);
    if (page.length === 0) break;
    addBest(best, await read(page.map(({ id }) => id)), query);
  }
  return best;
}

function addBest(best: Ranked[], rows: readonly Row[], { vector, limit, minScore }: Omit<Query, "only">): Ranked[] {
  const query = Float32Array.from(vector);
  for (const { id, vector: row } of rows) {
    const score = similarityOfParts(query, row);
    if (score >= minScore) keepBest(best, { id, score }, limit);
  }
  return best;
}

function tooManyChunks(): PatchbayError {
  const advice =
    "Install pgvector on the Postgres server, or keep the collection in Pinecone. Text search still works.";
  return new PatchbayError(
    "too_large",
    `This collection has too many chunks to be searched by meaning in memory. ${advice}`,
  );
}
