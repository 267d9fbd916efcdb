import type pg from "pg";
import { embeddingModel } from "../../nodes/models/built-in/embeddings.ts";
import { givenDays } from "../../platform/database/in-transaction.ts";
import type { Ranked } from "../search/fuse.ts";

type Wanted = { limit: number; minScore: number; only?: ReadonlySet<string> | undefined };

/** Of pgvector: earlier ones cannot go on looking when a filter leaves too little of what the index found. */
const LEAST_VERSION = [0, 8];
/** An index holds rows of one width only; Postgres uses it where a query says the same. Wider ones cannot be indexed. */
const MAX_DIMENSIONS = 2000;
/** How many neighbours of each vector an index knows, and among how many it chose them (docs/evidence/search.md). */
const BUILT = { m: 24, ef_construction: 128 };
const indexOf = (dimensions: number) =>
  `Chunk_embedding_hnsw${BUILT.m}${dimensions === embeddingModel.dimensions ? "" : `_${dimensions}`}`;
/** Under this name releases before built it with pgvector's 16 neighbours, and found less. */
const formerOf = (index: string) => index.replace(`hnsw${BUILT.m}`, "hnsw");
/** Of chunks with more vectors the others would be found by none; collections that have such are searched in memory. */
export const MOST_INDEXED_PARTS = 8;

/** Rows of which an index holds one vector each: those that have a single one, or one part of those that have several. */
type Indexed = { index: string; vector: string; rows: string };

function indexesFor(dimensions: number, parts: number): [Indexed, ...Indexed[]] {
  const index = indexOf(dimensions);
  const width = "array_length(embedding, 1)";
  const single = { index, vector: `embedding::vector(${dimensions})`, rows: `${width} = ${dimensions}` };
  const others = Array.from({ length: parts === 1 ? 0 : parts }, (_, at) => ({
    index: `${index}_part${at + 1}`,
    vector: `(embedding[${at * dimensions + 1}:${(at + 1) * dimensions}])::vector(${dimensions})`,
    rows: `parts >= ${Math.max(2, at + 1)} AND ${width} = parts * ${dimensions}`,
  }));
  return [single, ...others];
}

// Any number; the one process that builds the index holds it.
const BUILDING = 7_428_190_417;

/**
 * Whether the server has pgvector. The extension is made when it is there to be made and we may. The vectors stay where
 * they are: pgvector casts Postgres's own arrays, in the query as in the index.
 */
export async function hasPgvector(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ installed: string | null; version: string }>(
    `SELECT installed_version AS installed, default_version AS version FROM pg_available_extensions WHERE name = 'vector'`,
  );
  const [found] = rows;
  if (!found || !isEnough(found.installed ?? found.version)) return false;
  if (found.installed) return true;
  // Making an extension needs a right that many databases give to their administrator only.
  return pool.query("CREATE EXTENSION IF NOT EXISTS vector").then(
    () => true,
    () => false,
  );
}

function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** `signal`: stops a build, which is begun again by the next search of a process. */
type Wants = { dimensions: number; parts: number; signal: AbortSignal };

/**
 * Whether the indexes for chunks with so many vectors, at most `MOST_INDEXED_PARTS`, are ready. When one is not, and no
 * process builds it, it is built: slowly, and without blocking writers.
 */
export async function prepareIndexes(pool: pg.Pool, { dimensions, parts, signal }: Wants): Promise<boolean> {
  if (dimensions > MAX_DIMENSIONS) return false;
  for (const indexed of indexesFor(dimensions, parts)) {
    if ((await indexState(pool, indexed)) !== "valid") await buildIndex(pool, indexed, signal);
    if ((await indexState(pool, indexed)) !== "valid") return false;
  }
  return true;
}

async function indexState(pool: pg.Pool, { index }: Indexed): Promise<"valid" | "broken" | "missing"> {
  const { rows } = await pool.query<{ valid: boolean }>(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('"${index}"')`,
  );
  const [found] = rows;
  if (!found) return "missing";
  return found.valid ? "valid" : "broken";
}

async function buildIndex(pool: pg.Pool, indexed: Indexed, signal: AbortSignal): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1) AS mine", [BUILDING]);
    if (!rows[0]?.mine) return;
    // For tens of thousands of vectors it takes minutes, and given up halfway it would be begun again each minute.
    const ask = await givenDays(client, { pool, signal });
    // One that was broken off stays behind as invalid; building it anew is the only way.
    const { index, vector, rows: some } = indexed;
    if ((await indexState(pool, indexed)) === "broken") await ask(`DROP INDEX CONCURRENTLY IF EXISTS "${index}"`);
    await ask(
      `CREATE INDEX CONCURRENTLY IF NOT EXISTS "${index}" ON "Chunk" USING hnsw ((${vector}) vector_cosine_ops)
       WITH (m = ${BUILT.m}, ef_construction = ${BUILT.ef_construction}) WHERE ${some}`,
    );
    await ask(`DROP INDEX CONCURRENTLY IF EXISTS "${formerOf(index)}"`);
    // Without it Postgres takes the condition on the width for a rare one, and leaves the index aside.
    await ask(`CREATE STATISTICS IF NOT EXISTS "Chunk_width" ON (array_length(embedding, 1)) FROM "Chunk"`);
    // It needs no statistics of the vectors' numbers, which would take longer than many an index.
    await ask(`ANALYZE "Chunk" ("collectionId", parts)`);
  } finally {
    // The connection ends, and the lock with it.
    client.release(true);
  }
}

/** A vector of zeros is as near as one at a right angle. Its distance is NaN, for Postgres more than any number. */
function similarity(one: string, other: string): string {
  return `coalesce(1 - nullif(${one} <=> ${other}, 'NaN'), 0)`;
}

/**
 * Best first, as the indexes find them: nearly always the very nearest. Of a chunk with several vectors the nearest counts;
 * the best chunks are among the best of each index.
 */
export async function nearestByIndex(
  pool: pg.Pool,
  { collectionId, parts }: { collectionId: string; parts: number },
  { vector, limit, minScore, only }: Wanted & { vector: readonly number[] },
): Promise<Ranked[]> {
  const asked = `$2::vector(${vector.length})`;
  const found = indexesFor(vector.length, parts).map(
    ({ vector: column, rows }) =>
      `(SELECT id, ${similarity(column, asked)} AS score FROM "Chunk"
        WHERE "collectionId" = $1 AND ${rows}${only ? " AND id = ANY($4)" : ""}
        ORDER BY ${column} <=> ${asked} LIMIT $3)`,
  );
  const client = await pool.connect();
  try {
    // Goes on until enough of what it finds is of this collection; without it, small collections would find nothing. What an
    // index finds is in order; with much to look at, Postgres would rather compare and sort all vectors, which takes seconds.
    const looking = `SET LOCAL hnsw.ef_search = ${lookedAt(parts, limit)}; SET LOCAL enable_sort = off`;
    await client.query(`BEGIN READ ONLY; SET LOCAL hnsw.iterative_scan = strict_order; ${looking}`);
    const { rows } = await client.query<Ranked>(
      `SELECT id, max(score) AS score FROM (${found.join(" UNION ALL ")}) AS found GROUP BY id ORDER BY score DESC LIMIT $3`,
      [collectionId, JSON.stringify(vector), limit, ...(only ? [[...only]] : [])],
    );
    const clamped = rows.map(({ id, score }) => ({ id, score: Math.min(1, Math.max(0, score)) }));
    return clamped.filter(({ score }) => score >= minScore);
  } finally {
    await client.query("ROLLBACK").catch(() => {});
    client.release();
  }
}

/**
 * How many vectors the search through an index keeps in sight (docs/evidence/search.md). Of several indexes each has only
 * some of the best to find.
 */
function lookedAt(parts: number, limit: number): number {
  return Math.min(1000, Math.max(parts === 1 ? 400 : 200, 4 * limit));
}

/** Without the indexes: of so few chunks, each one is looked at. */
export async function similaritiesByPgvector(
  pool: pg.Pool,
  { collectionId, vector, ids }: { collectionId: string; vector: readonly number[]; ids: readonly string[] },
): Promise<Ranked[]> {
  const width = vector.length;
  const part = `(embedding[(part - 1) * ${width} + 1 : part * ${width}])::vector(${width})`;
  const { rows } = await pool.query<Ranked>(
    `SELECT id, greatest(0, least(1, (
       SELECT max(${similarity(part, `$2::vector(${width})`)}) FROM generate_series(1, parts) AS part))) AS score
     FROM "Chunk"
     WHERE "collectionId" = $1 AND id = ANY($3) AND array_length(embedding, 1) = parts * ${width}`,
    [collectionId, JSON.stringify(vector), ids],
  );
  return rows;
}
