import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import type { HowFound, Query } from "../driver.ts";
import { EmbeddingChanged } from "../embedding-changed.ts";
import { depthFor, fuse, type Ranked } from "../search/fuse.ts";
import { readState } from "./collection-state.ts";
import type { MetadataSearch } from "./metadata-search.ts";
import type { VectorSearch } from "./vector-search.ts";
import type { WordSearch } from "./word-search.ts";

type Stores = {
  pool: pg.Pool;
  vectors: VectorSearch;
  words: WordSearch;
  metadata: MetadataSearch;
  collectionId: string;
  generation: number;
};
export type RankedChunk = Ranked & { how: HowFound };

/** The best chunks, and how each was found. */
export async function rankChunks(
  { pool, vectors, words, metadata, collectionId, generation }: Stores,
  { text, vector, mode, limit, minScore = 0, filter }: Query,
): Promise<RankedChunk[]> {
  const state = await readState(pool, collectionId);
  if (state.generation !== generation) throw new EmbeddingChanged();
  const only = filter && (await metadata.select(collectionId, state, filter));
  if (only?.size === 0) return [];
  if (mode === "text") {
    const found = await (await words.open(collectionId, state)).search(text, { limit, minScore, only });
    return found.map((one, index) => ({ ...one, how: { words: { score: one.score, rank: index + 1 } } }));
  }
  if (!vector) throw new PatchbayError("internal", "The search has no vector.", { message: `mode ${mode}` });
  if (mode === "vector") {
    const [near, query] = await Promise.all([vectors.open(collectionId, state), vector]);
    const found = await near.nearest(query, { limit, minScore, only });
    return found.map((one, index) => ({ ...one, how: { vector: { score: one.score, rank: index + 1 } } }));
  }
  const wanted = { limit: depthFor(limit), minScore, only };
  const [near, known] = await Promise.all([vectors.open(collectionId, state), words.open(collectionId, state)]);
  // The words are looked for while another process makes the vector.
  const [byWords, query] = await Promise.all([known.search(text, wanted), vector]);
  const nearest = await near.nearest(query, wanted);
  // What is only in one ranking has a score in the other too, which was not among its best.
  const [allNear, allByWords] = await Promise.all([
    complete(nearest, byWords, (ids) => near.similarities(query, ids)),
    complete(byWords, nearest, (ids) => known.scores(text, ids)),
  ]);
  const placeNear = placesIn(allNear, nearest.length);
  const placeByWords = placesIn(allByWords, byWords.length);
  return fuse([allNear, allByWords])
    .slice(0, limit)
    .map(({ id, score, weight }) => {
      const [near, words] = [placeNear(id), placeByWords(id)];
      return { id, score, how: { ...(near && { vector: near }), ...(words && { words }), fused: weight / 2 } };
    });
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

/** Behind the first `depth` is what was only in the other ranking; other chunks may stand between. */
function placesIn(ranking: readonly Ranked[], depth: number) {
  const places = new Map(
    ranking.map(({ id, score }, index) => [id, { score, rank: index < depth ? index + 1 : null }] as const),
  );
  return (id: string) => places.get(id);
}
