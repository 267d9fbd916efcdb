import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import type { Explanation, SearchedChunk } from "../../lib/search-filter/explanation.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Document } from "../../lib/values/values.ts";
import type { EmbedUse, SearchQuery } from "../../nodes/define.ts";
import type { CollectionDriver, CollectionRow, Match } from "../driver.ts";
import type { Drivers } from "../drivers.ts";
import { type Embed, type EmbedDeps, embedOf, type RerankWith, searchedText } from "../embed.ts";
import { sharedWords } from "../words/terms.ts";
import { diversify } from "./diversify.ts";
import { fuseQueries } from "./fuse-queries.ts";
import { giveParents } from "./give-parents.ts";

type Deps = { pool: pg.Pool; drivers: Drivers; rerankWith?: RerankWith } & EmbedDeps;
type Ask = { collection: CollectionRow; query: SearchQuery };
type Found = Match & { reranked?: number };

const maxLimit = 100;
/** The embedding model reads no further, and a search for a book is a mistake. */
const maxQuery = 10_000;
const maxOthers = 8;
/** A search of a provider is a question with so many texts, and more of them are billed as several. */
const mostReranked = 100;
const maxParent = 4000;

/**
 * Best first. Each document has its `source`, and `documentId` and `position` to find it in its collection. Found by each
 * question, joined, reranked, made diverse, and given with what stands around it, as far as the query asks for it.
 */
export async function searchCollection(
  deps: Deps,
  { collection, query }: Ask,
  signal: AbortSignal,
): Promise<SearchedChunk[]> {
  const text = tidy(query.text);
  if (text === "") throw new PatchbayError("bad_input", "The search is empty. Enter what to search for.");
  const limit = Math.min(maxLimit, Math.max(1, Math.trunc(query.limit)));
  const [driver, embed] = [await deps.drivers.open(collection), embedOf(deps, collection)];
  const questions = [
    text,
    ...(query.others ?? [])
      .map(tidy)
      .filter((each) => each !== "")
      .slice(0, maxOthers),
  ];
  const lists = await Promise.all(
    questions.map((each, index) => {
      const passage = index === 0 ? tidy(query.passage ?? "") : "";
      const meant: Meant = passage === "" ? { text: each, use: "question" } : { text: passage, use: "passage" };
      return findBy(
        { pool: deps.pool, embed, driver, collection },
        { ...query, limit: depthOf(query, limit), text: each, meant },
        signal,
      );
    }),
  );
  const joined = fuseQueries(lists).slice(0, depthOf(query, limit));
  const reranked = await rerank(joined, { deps, collection, query, text, signal });
  const diverse = await makeDiverse(driver, reranked, { query, limit, signal });
  const give = query.give ?? "chunks";
  const given =
    give === "chunks"
      ? diverse.slice(0, limit)
      : await giveParents(driver, diverse, { give, limit, maxCharacters: query.maxCharacters ?? maxParent });
  return given.map((match) => ({
    ...asDocument(match),
    ...(query.explain && { explained: explain(match, questions) }),
  }));
}

export function asDocument({ id, text, score, metadata, documentId, position }: Match): Document {
  return { id, text, score, metadata: { ...metadata, documentId, position } };
}

const tidy = (text: string) => text.toWellFormed().replaceAll("\0", "").trim().slice(0, maxQuery);

/** What is ordered anew, or falls together, has to be looked at more widely. */
function depthOf({ rerank, diversity = 0, give = "chunks", others = [] }: SearchQuery, limit: number): number {
  const isWide = rerank !== undefined || diversity > 0 || give !== "chunks" || others.length > 0;
  if (!isWide) return limit;
  return Math.min(rerank === undefined ? 2 * maxLimit : mostReranked, Math.max(50, limit * 4));
}

/** What is compared by meaning. */
type Meant = { text: string; use: EmbedUse };
type Asked = SearchQuery & { meant: Meant };

type Store = { pool: pg.Pool; embed: Embed; driver: CollectionDriver; collection: CollectionRow };

async function findBy(
  { pool, embed, driver, collection }: Store,
  { text, meant, mode, limit, minScore, filter, rerank }: Asked,
  signal: AbortSignal,
): Promise<readonly Match[]> {
  const vector = driver.needsVector(mode) ? embedOne(embed, meant, signal) : undefined;
  // The least score is of the score that is shown, which may be the reranker's.
  const least = rerank === undefined && minScore !== undefined ? { minScore } : {};
  const found = await driver.search({ text, mode, limit, filter, ...least, ...(vector && { vector }) }, signal);
  return ofLivingDocuments(pool, collection, found);
}

/** Settled in any case: a driver that fails for something else does not wait for it. */
function embedOne(embed: Embed, { text, use }: Meant, signal: AbortSignal): Promise<readonly number[]> {
  const vector = embed([text], signal, use).then(([only = []]) => only);
  vector.catch(() => {});
  return vector;
}

type Rerank = { deps: Deps; collection: CollectionRow; query: SearchQuery; text: string; signal: AbortSignal };

async function rerank(
  matches: readonly Match[],
  { deps: { rerankWith }, collection: { workspaceId }, query, text, signal }: Rerank,
): Promise<readonly Found[]> {
  const { rerank: model, minScore = 0 } = query;
  if (!model || matches.length === 0) return matches;
  if (!rerankWith) throw new PatchbayError("internal", "This process has no reranker.");
  const scores = await rerankWith({ workspaceId, model }, { query: text, texts: matches.map(searchedText) }, signal);
  const scored = matches.map((match, index) => ({ ...match, score: scores[index] ?? 0, reranked: scores[index] ?? 0 }));
  return scored.filter(({ score }) => score >= minScore).sort((a, b) => b.score - a.score);
}

type Wanted = { query: SearchQuery; limit: number; signal: AbortSignal };

async function makeDiverse(
  driver: CollectionDriver,
  matches: readonly Found[],
  { query: { diversity = 0, give = "chunks" }, limit, signal }: Wanted,
): Promise<readonly Found[]> {
  if (diversity <= 0 || matches.length < 2) return matches;
  const read = await driver.vectors(
    matches.map(({ id }) => id),
    signal,
  );
  const vectors = new Map(read.map(({ id, vector }) => [id, vector]));
  // Of several chunks of a section one is given, so more of them are needed.
  return diversify(matches, { vectors, diversity, limit: give === "chunks" ? limit : matches.length });
}

function explain({ how = {}, reranked, ...match }: Found, questions: readonly string[]): Explanation {
  const found = how.words ? sharedWords(questions.join(" "), searchedText(match)) : [];
  return {
    meaning: how.vector ?? null,
    words: how.words ? { ...how.words, found } : null,
    fused: how.fused ?? null,
    reranked: reranked ?? null,
  };
}

/** A store elsewhere may show chunks for a while after their document was deleted, and knows nothing of what is given to it. */
export async function ofLivingDocuments(
  pool: pg.Pool,
  { id: collectionId, driver }: CollectionRow,
  matches: readonly Match[],
): Promise<readonly Match[]> {
  if (driver === "postgres") return matches;
  const { rows } = await pool.query<{ id: string; metadata: { [key: string]: Json } }>(
    `SELECT id, metadata FROM "Document" WHERE "collectionId" = $1 AND id = ANY($2)`,
    [collectionId, matches.map(({ documentId }) => documentId)],
  );
  const living = new Map(rows.map(({ id, metadata }) => [id, metadata]));
  return matches.flatMap((match) => {
    const given = living.get(match.documentId);
    return given ? [{ ...match, metadata: { ...match.metadata, ...given } }] : [];
  });
}
