import type pg from "pg";
import type { CollectionDriver, Query } from "../../collections/driver.ts";
import { readVectors } from "../../collections/postgres/sql/read-vectors.ts";
import { depthFor, fuse, type Ranked } from "../../collections/search/fuse.ts";
import { keepBest } from "../../collections/search/keep-best.ts";

type Rows = { ids: string[]; data: Float32Array };
type Wanted = { collectionId: string; limit: number };

/**
 * Search as it was before decision 29, to be measured beside what there is now: every vector looked at in JavaScript, words
 * by Postgres. Everything but `search` is of the driver it stands in for.
 */
export function formerDriver(pool: pg.Pool, inner: CollectionDriver, collectionId: string): CollectionDriver {
  let rows: Promise<Rows> | undefined;

  async function rank({ text, vector = [], mode, limit }: Query): Promise<Ranked[]> {
    const near = async (depth: number) => {
      const query = await vector;
      rows ??= readRows(pool, collectionId);
      await pool.query(`SELECT revision FROM "Collection" WHERE id = $1`, [collectionId]);
      return nearest(await rows, query, depth);
    };
    const byWords = (depth: number) => searchWords(pool, text, { collectionId, limit: depth });
    if (mode === "text") return byWords(limit);
    if (mode === "vector") return near(limit);
    return fuse(await Promise.all([near(depthFor(limit)), byWords(depthFor(limit))])).slice(0, limit);
  }

  return {
    ...inner,
    async search(query) {
      const ranked = await rank(query);
      const { rows: found } = await pool.query(
        `SELECT id, "documentId", position, text, metadata FROM "Chunk" WHERE id = ANY($1)`,
        [ranked.map(({ id }) => id)],
      );
      const byId = new Map(found.map((row) => [row.id, row]));
      return ranked.map(({ id, score }) => ({ ...byId.get(id), score }));
    },
  };
}

async function readRows(pool: pg.Pool, collectionId: string): Promise<Rows> {
  const ids: string[] = [];
  const vectors: Float32Array[] = [];
  for await (const { id, vector } of readVectors(pool, collectionId, -1)) {
    ids.push(id);
    vectors.push(vector);
  }
  const width = vectors[0]?.length ?? 0;
  const data = new Float32Array(ids.length * width);
  for (const [row, vector] of vectors.entries()) data.set(vector, row * width);
  return { ids, data };
}

function nearest({ ids, data }: Rows, vector: readonly number[], limit: number): Ranked[] {
  const query = Float32Array.from(vector);
  const best: Ranked[] = [];
  for (const [row, id] of ids.entries()) {
    const start = row * query.length;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < query.length; i += 4) {
      a += (query[i] ?? 0) * (data[start + i] ?? 0);
      b += (query[i + 1] ?? 0) * (data[start + i + 1] ?? 0);
      c += (query[i + 2] ?? 0) * (data[start + i + 2] ?? 0);
      d += (query[i + 3] ?? 0) * (data[start + i + 3] ?? 0);
    }
    keepBest(best, { id, score: Math.min(1, Math.max(0, a + b + c + d)) }, limit);
  }
  return best;
}

async function searchWords(pool: pg.Pool, text: string, { collectionId, limit }: Wanted): Promise<Ranked[]> {
  const { rows } = await pool.query<Ranked>({
    name: "former-search-text",
    text: `
      WITH word AS MATERIALIZED (
        SELECT lexeme, ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS query
        FROM unnest(tsvector_to_array(to_tsvector('english', $2::text))) AS lexeme LIMIT 64
      ), occurrence AS MATERIALIZED (
        SELECT c.id, word.lexeme, 10 * ts_rank(c.words, word.query) AS tf
        FROM word JOIN "Chunk" c ON c.words @@ word.query AND c."collectionId" = $1
      ), total AS (
        SELECT count(*) AS chunks FROM "Chunk" WHERE "collectionId" = $1
      ), weight AS MATERIALIZED (
        SELECT lexeme, ln(1 + (chunks - n + 0.5) / (n + 0.5)) AS idf FROM total, (
          SELECT word.lexeme, count(occurrence.id) AS n FROM word LEFT JOIN occurrence USING (lexeme) GROUP BY 1) found
      ), scored AS (
        SELECT occurrence.id, (sum(idf * tf) / (SELECT sum(idf) FROM weight))::float8 AS score
        FROM occurrence JOIN weight USING (lexeme) GROUP BY occurrence.id
      )
      SELECT id, least(score, 1) AS score FROM scored ORDER BY score DESC, id LIMIT $3`,
    values: [collectionId, text, limit],
  });
  return rows;
}
