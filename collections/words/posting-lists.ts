/**
 * For each term the rows that have it, and a byte that says how often: what an inverted index consists of. All of it lies in one block of
 * memory, as chains of blocks that grow with the list, since most terms are in one or two rows only.
 *
 *   block: [block before, or 0 · postings in it · capacity · posting …]    posting: row << 8 | counts
 */
export class PostingLists {
  /** Offset of a term's last block. */
  readonly #last = new Map<string, number>();
  #arena = new Uint32Array(1024);
  // 0 is the end of a chain, so no block begins there.
  #end = 1;
  #termBytes = 0;

  /** About, in bytes. */
  get bytes(): number {
    return this.#arena.byteLength + this.#termBytes;
  }

  /** `counts` is a byte, whose meaning is the caller's. */
  add(term: string, row: number, counts: number): void {
    const block = this.#blockFor(term);
    const used = this.#arena[block + 1] ?? 0;
    this.#arena[block + HEAD + used] = (row << 8) | counts;
    this.#arena[block + 1] = used + 1;
  }

  /** Calls `visit` for every row that was added with this term, the latest block first. */
  each(term: string, visit: (row: number, counts: number) => void): void {
    const arena = this.#arena;
    for (let block = this.#last.get(term) ?? 0; block !== 0; block = arena[block] ?? 0) {
      const end = block + HEAD + (arena[block + 1] ?? 0);
      for (let at = block + HEAD; at < end; at++) {
        const posting = arena[at] ?? 0;
        visit(posting >>> 8, posting & 255);
      }
    }
  }

  /** Of the rows that were added with this term. */
  count(term: string): number {
    let sum = 0;
    for (let block = this.#last.get(term) ?? 0; block !== 0; block = this.#arena[block] ?? 0) {
      sum += this.#arena[block + 1] ?? 0;
    }
    return sum;
  }

  terms(): Iterable<string> {
    return this.#last.keys();
  }

  /** The term's last block, with a free place in it. */
  #blockFor(term: string): number {
    const last = this.#last.get(term);
    const capacity = last === undefined ? 0 : (this.#arena[last + 2] ?? 0);
    if (last !== undefined && (this.#arena[last + 1] ?? 0) < capacity) return last;
    const block = this.#allocate(Math.min(MAX_BLOCK, Math.max(1, capacity * 2)), last ?? 0);
    if (last === undefined) this.#termBytes += TERM_BYTES + term.length;
    this.#last.set(term, block);
    return block;
  }

  #allocate(capacity: number, before: number): number {
    const block = this.#end;
    this.#end += HEAD + capacity;
    if (this.#end > this.#arena.length) {
      const grown = new Uint32Array(Math.ceil(this.#end * 1.3));
      grown.set(this.#arena);
      this.#arena = grown;
    }
    this.#arena.set([before, 0, capacity], block);
    return block;
  }
}

/** Rows that fit into a posting. */
export const MAX_ROWS = 2 ** 24;

const HEAD = 3;
const MAX_BLOCK = 1024;
/** A string and its entry in a Map, as measured. */
const TERM_BYTES = 100;
