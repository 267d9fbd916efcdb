import type pg from "pg";
import type { Ranked } from "../search/fuse.ts";
import { MAX_TERMS, queriedTerms } from "../words/count-terms.ts";
import { termsVersion } from "../words/term-vector.ts";
import { codesOf } from "../words/terms.ts";
import { WordIndex } from "../words/word-index.ts";
import type { CollectionState } from "./collection-state.ts";
import { RevisionCache } from "./revision-cache.ts";
import { hasFormerWords, rarestTerms, readTexts, searchTerms, searchText } from "./sql/statements.ts";

/** `only`: among these chunks. */
type Wanted = { limit: number; minScore: number; only?: ReadonlySet<string> | undefined };

export type WordSearch = {
  /** The collection's words, at least as they were in this state; what is not in memory yet is read. */
  open(collectionId: string, state: CollectionState): Promise<CollectionWords>;
};

/** Chunks by the words and codes of a query. */
type CollectionWords = {
  /** Best first. */
  search(text: string, wanted: Wanted): Promise<Ranked[]>;
  /** Of these chunks; those that have no word of the query may be left out. */
  scores(text: string, ids: readonly string[]): Promise<Ranked[]>;
};

const MB = 1024 * 1024;
type Budget = { all: number; collection: number };
const BUDGET: Budget = { all: 192 * MB, collection: 128 * MB };
/** Making terms of a page takes some milliseconds, for which all else waits. */
const PAGE = 200;
const MAX_CODES = 32;

/**
 * An index in memory (word-index.ts), about 1 MB for 1,000 chunks; by Postgres for collections that need more than their
 * share of memory.
 */
export function openWordSearch(pool: pg.Pool, budget = BUDGET): WordSearch {
  const cache = new RevisionCache<WordIndex>({
    pool,
    budgetBytes: budget.all,
    collectionBytes: budget.collection,
    open: () => new WordIndex(),
    read: (index, after, isFull) => readInto(pool, index, { ...after, isFull }),
  });

  /** What another release has written is also searched as it did, until workers have written its words anew. */
  async function byPostgres(collectionId: string, text: string, { limit, minScore }: Wanted, ids?: readonly string[]) {
    const wanted = { collectionId, limit, minScore, ids };
    const { rows: former } = await pool.query<{ found: boolean }>(
      hasFormerWords({ collectionId, version: termsVersion }),
    );
    const statements = [searchTerms({ ...wanted, ...(await termsToFind(pool, collectionId, text)) })];
    if (former[0]?.found) statements.push(searchText({ ...wanted, text, codes: codesOf(text).slice(0, MAX_CODES) }));
    const found = await Promise.all(statements.map((statement) => pool.query<Ranked>(statement)));
    const lists = found.map(({ rows }) => rows);
    return lists.length === 1 ? lists.flat() : bestOf(lists.flat(), limit);
  }

  return {
    async open(collectionId, state) {
      const index = await cache.use(collectionId, state);
      if (index) {
        return {
          search: async (text, wanted) => index.search(text, wanted),
          scores: async (text, ids) => index.scores(text, ids),
        };
      }
      return {
        search: (text, wanted) => byPostgres(collectionId, text, wanted, wanted.only && [...wanted.only]),
        scores: (text, ids) => byPostgres(collectionId, text, { limit: ids.length, minScore: 0 }, ids),
      };
    },
  };
}

/** Each once, with its best score. */
function bestOf(ranked: readonly Ranked[], limit: number): Ranked[] {
  const best = new Map<string, Ranked>();
  for (const one of ranked) if (one.score > (best.get(one.id)?.score ?? -1)) best.set(one.id, one);
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, limit);
}

async function termsToFind(pool: pg.Pool, collectionId: string, text: string) {
  const { wholes, parts } = queriedTerms(text);
  const terms = [...wholes, ...parts];
  if (terms.length <= MAX_TERMS) return { wholes, parts };
  const { rows } = await pool.query<{ term: string }>(rarestTerms({ collectionId, terms, limit: MAX_TERMS }));
  const rarest = new Set(rows.map(({ term }) => term));
  return { wholes: wholes.filter((term) => rarest.has(term)), parts: parts.filter((term) => rarest.has(term)) };
}

type From = { collectionId: string; revision: number; isFull: () => boolean };

async function readInto(pool: pg.Pool, index: WordIndex, { collectionId, revision, isFull }: From): Promise<void> {
  let after = { revision: revision + 1, id: "" };
  while (!isFull()) {
    const { rows } = await pool.query<{ id: string; revision: number; text: string }>(
      readTexts({ collectionId, ...after, limit: PAGE }),
    );
    for (const { id, text } of rows) index.set(id, text);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last;
  }
}
