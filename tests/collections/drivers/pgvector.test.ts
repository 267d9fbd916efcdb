/** What large collections ask a server with pgvector: chunks that have one vector, and those that have several. */
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mostParts } from "../../../collections/postgres/collection-state.ts";
import {
  hasPgvector,
  nearestByIndex,
  prepareIndexes,
  similaritiesByPgvector,
} from "../../../collections/postgres/pgvector.ts";
import { seeded } from "../../chaos/random.ts";
import { openPgvector } from "../../helpers/pgvector.ts";

const dimensions = 8;
const most = 3;
const { signal } = new AbortController();
const random = seeded(43);
const unit = () => {
  const numbers = Array.from({ length: dimensions }, () => random.next() - 0.5);
  const length = Math.hypot(...numbers);
  return numbers.map((number) => number / length);
};
const chunks = Array.from({ length: 240 }, (_, at) => ({
  id: `c${at}`,
  collectionId: at % 4 === 3 ? "other" : "own",
  parts: Array.from({ length: 1 + (at % most) }, unit),
}));
let at: Awaited<ReturnType<typeof openPgvector>>;

beforeAll(async () => {
  at = await openPgvector();
  await at.pool.query(`CREATE TABLE "Chunk" (id text PRIMARY KEY, "collectionId" text, embedding real[], parts int,
    revision int)`);
  for (const { id, collectionId, parts } of chunks) await insert(at.pool, id, collectionId, parts);
});

afterAll(() => at[Symbol.asyncDispose]());

async function insert(pool: pg.Pool, id: string, collectionId: string, parts: number[][]): Promise<void> {
  const values = [id, collectionId, parts.flat(), parts.length];
  await pool.query(`INSERT INTO "Chunk" VALUES ($1, $2, $3, $4, 1)`, values);
}

/** Each chunk of “own” is as near as its nearest part. */
function expected(vector: readonly number[]): { id: string; score: number }[] {
  const dot = (part: readonly number[]) => part.reduce((sum, number, index) => sum + number * (vector[index] ?? 0), 0);
  return chunks
    .filter(({ collectionId }) => collectionId === "own")
    .map(({ id, parts }) => ({ id, score: Math.min(1, Math.max(0, ...parts.map(dot))) }))
    .sort((a, b) => b.score - a.score);
}

test("the nearest parts are found by an index for each, whichever part of a chunk it is", async () => {
  expect(await hasPgvector(at.pool)).toBe(true);
  await at.pool.query(`CREATE INDEX "Chunk_embedding_hnsw_${dimensions}" ON "Chunk" (id)`);
  expect(await mostParts(at.pool, "own")).toBe(most);
  expect(await prepareIndexes(at.pool, { dimensions, parts: most, signal })).toBe(true);
  const { rows } = await at.pool.query(
    `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname LIKE '%hnsw%'`,
  );
  expect(rows, "those of releases before are gone").toHaveLength(1 + most);
  for (let round = 0; round < 20; round += 1) {
    const vector = unit();
    const best = expected(vector);
    const found = await nearestByIndex(
      at.pool,
      { collectionId: "own", parts: most },
      { vector, limit: 5, minScore: 0.1 },
    );
    expect(found.map(({ id }) => id)).toEqual(best.slice(0, 5).map(({ id }) => id));
    for (const [index, { score }] of found.entries()) expect(score).toBeCloseTo(best[index]?.score ?? -1, 4);
    const only = new Set(best.slice(3, 9).map(({ id }) => id));
    const among = { vector, limit: 2, minScore: 0, only };
    const [next] = await nearestByIndex(at.pool, { collectionId: "own", parts: most }, among);
    expect(next?.id).toBe(best[3]?.id);
  }
});

test("a search goes through each index, one for many chunks as well", async () => {
  const scans = async () => {
    await at.pool.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await at.pool.query<{ scans: number }>(
      `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname LIKE '%hnsw%' ORDER BY indexrelname`,
    );
    return rows.map((row) => row.scans);
  };
  for (const limit of [5, 100]) {
    const before = await scans();
    const wanted = { vector: unit(), limit, minScore: 0 };
    const found = await nearestByIndex(at.pool, { collectionId: "own", parts: most }, wanted);
    expect(found).toHaveLength(limit);
    expect(await scans()).toEqual(before.map((count) => count + 1));
  }
});

test("an index is built for as long as it takes, whatever the time that the pool gives a statement", async () => {
  await at.pool.query(`DROP INDEX "Chunk_embedding_hnsw24_${dimensions}"`);
  const pool = new pg.Pool({ ...at.pool.options, query_timeout: 60_000 });
  const asked = vi.spyOn(pg.Client.prototype, "query");
  expect(await prepareIndexes(pool, { dimensions, parts: 1, signal })).toBe(true);
  const texts = asked.mock.calls.map(([query]: unknown[]) => String(Object(query).text ?? query));
  const built = texts.findIndex((text) => text.startsWith("CREATE INDEX"));
  const [limit = ""] = texts.slice(0, built).filter((text) => text.startsWith("SET statement_timeout"));
  const { query_timeout: patience } = Object(asked.mock.calls[built]?.[0]);
  asked.mockRestore();
  await pool.end();
  expect(Number(limit.split("=")[1])).toBeGreaterThan(3_600_000);
  expect(patience, "this side waits longer than the server works").toBeGreaterThan(Number(limit.split("=")[1]));
});

test("of few chunks each is compared by all its parts", async () => {
  const vector = unit();
  const best = expected(vector).slice(0, 30);
  const ids = [...best.map(({ id }) => id), "c3", "gone"];
  const found = new Map(
    (await similaritiesByPgvector(at.pool, { collectionId: "own", vector, ids })).map(({ id, score }) => [id, score]),
  );
  expect(found.size).toBe(best.length);
  for (const { id, score } of best) expect(found.get(id)).toBeCloseTo(score, 4);
});

test("a vector of zeros, as some models make of an empty text, is near to nothing and hides no other", async () => {
  const zeros = Array.from({ length: dimensions }, () => 0);
  const vector = unit();
  await insert(at.pool, "empty", "zeros", [zeros]);
  await insert(at.pool, "half empty", "zeros", [zeros, vector]);
  const ids = ["empty", "half empty"];
  const collectionId = "zeros";
  const score = new Map([
    ["empty", 0],
    ["half empty", 1],
  ]);
  for (const { id, score: found } of await similaritiesByPgvector(at.pool, { collectionId, vector, ids }))
    expect(found, id).toBeCloseTo(score.get(id) ?? -1, 4);
  const best = await nearestByIndex(at.pool, { collectionId, parts: 2 }, { vector, limit: 1, minScore: 0.5 });
  expect(best.map(({ id }) => id)).toEqual(["half empty"]);
  const nothing = await similaritiesByPgvector(at.pool, { collectionId, vector: zeros, ids });
  expect(nothing.map(({ score: found }) => found)).toEqual([0, 0]);
});
