import type { Ranked } from "../search/fuse.ts";
import { keepBest } from "../search/keep-best.ts";
import { countTerms, MAX_TERMS, queriedTerms } from "./count-terms.ts";
import { MAX_ROWS, PostingLists } from "./posting-lists.ts";

/** `only`: among these chunks. */
type Wanted = { limit: number; minScore: number; only?: ReadonlySet<string> | undefined };
/** `isWhole`: the query has it as a word or code of its own, and not only as a part of one. */
type Weighted = { term: string; isWhole: boolean; weight: number };

/**
 * The words and codes (terms.ts) of one collection's chunks, ranked by BM25 (Robertson and Zaragoza 2009). A score is the
 * sum over the query's terms of idf · tf / Σ idf, so 0–1: 1 has every term of the query often. idf is
 * ln(1 + (N − n + 0.5) / (n + 0.5)); tf is times / (times + k1), 0.6 for once, nearing 1. The length of a chunk does not
 * count (b is 0): chunks of a file are of about one length. Any term may match: a question is not a list of musts. What is a part of a
 * code in a chunk and a whole in the query counts as half a time.
 */
export class WordIndex {
  #postings = new PostingLists();
  /** By row; what was written over or deleted is undefined, and its postings stay until `#compact`. */
  #ids: (string | undefined)[] = [];
  readonly #rows = new Map<string, number>();
  #idBytes = 0;

  get size(): number {
    return this.#rows.size;
  }

  /** About, in bytes. */
  get bytes(): number {
    return this.#postings.bytes + this.#idBytes + this.#ids.length * ROW_BYTES;
  }

  /** Adds a chunk, or replaces the one with this id. */
  set(id: string, text: string): void {
    this.#remove(id);
    if (this.#ids.length >= MAX_ROWS) throw new RangeError("A word index holds 16,777,216 rows.");
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    this.#idBytes += id.length;
    for (const [term, counts] of countTerms(text)) this.#postings.add(term, row, counts);
    this.#compact();
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.#rows.keys()].filter((each) => !ids.has(each))) this.#remove(id);
    this.#compact();
  }

  /** Best first. */
  search(query: string, { limit, minScore, only }: Wanted): Ranked[] {
    const scores = this.#score(query);
    const best: Ranked[] = [];
    let least = Math.max(minScore, Number.MIN_VALUE);
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row] ?? 0;
      const id = score >= least ? this.#ids[row] : undefined;
      if (id === undefined || (only && !only.has(id))) continue;
      keepBest(best, { id, score }, limit);
      if (best.length === limit) least = best.at(-1)?.score ?? least;
    }
    return best;
  }

  /** The score of each of these chunks; 0 for those that have no term of the query or are not here. */
  scores(query: string, ids: readonly string[]): Ranked[] {
    const scores = this.#score(query);
    return ids.map((id) => ({ id, score: scores[this.#rows.get(id) ?? -1] ?? 0 }));
  }

  /** By row. */
  #score(query: string): Float64Array {
    const scores = new Float64Array(this.#ids.length);
    const weighted = this.#weigh(query);
    const all = weighted.reduce((sum, { weight }) => sum + weight, 0);
    for (const { term, isWhole, weight } of weighted) {
      this.#postings.each(term, (row, counts) => {
        const times = (counts >> 4) + (counts & 15) / (isWhole ? 2 : 1);
        scores[row] = (scores[row] ?? 0) + ((times / (times + K1)) * weight) / all;
      });
    }
    return scores;
  }

  #weigh(query: string): Weighted[] {
    const { wholes, parts } = queriedTerms(query);
    const weigh = (term: string, isWhole: boolean) => {
      const n = this.#count(term);
      return { term, isWhole, n, weight: Math.log(1 + (this.size - n + 0.5) / (n + 0.5)) };
    };
    const all = [...wholes.map((term) => weigh(term, true)), ...parts.map((term) => weigh(term, false))];
    if (all.length <= MAX_TERMS) return all;
    // A whole letter was asked for: the rarest of what is here says most.
    return all.sort((a, b) => Number(b.n > 0) - Number(a.n > 0) || b.weight - a.weight).slice(0, MAX_TERMS);
  }

  /** Of the chunks that have a term. */
  #count(term: string): number {
    if (this.#ids.length === this.size) return this.#postings.count(term);
    let n = 0;
    this.#postings.each(term, (row) => {
      if (this.#ids[row] !== undefined) n += 1;
    });
    return n;
  }

  #remove(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#ids[row] = undefined;
    this.#idBytes -= id.length;
  }

  /** Forgets the postings of removed rows once they are a third of all. */
  #compact(): void {
    const removed = this.#ids.length - this.size;
    if (removed < COMPACT_FROM || removed * 3 < this.#ids.length) return;
    const rows = new Map<number, number>();
    for (const [row, id] of this.#ids.entries()) if (id !== undefined) rows.set(row, rows.size);
    const kept = new PostingLists();
    for (const term of this.#postings.terms()) {
      this.#postings.each(term, (row, counts) => {
        const moved = rows.get(row);
        if (moved !== undefined) kept.add(term, moved, counts);
      });
    }
    this.#postings = kept;
    this.#ids = [...rows.keys()].map((row) => this.#ids[row]);
    for (const [row, id] of this.#ids.entries()) if (id !== undefined) this.#rows.set(id, row);
  }
}

const K1 = 2 / 3;
const COMPACT_FROM = 1000;
/** An id and its entry in a Map, as measured. */
const ROW_BYTES = 110;
