import type { Ranked } from "../search/fuse.ts";
import { type Candidate, Matrix } from "./matrix.ts";
import { meanOfParts, vectorsIn } from "./part-vectors.ts";

type Wanted = Parameters<Matrix["nearest"]>[1];
const MARK = "\0";

/**
 * The vectors of one collection's chunks in memory. A long chunk has several, one for each part that its model has read, and
 * is as near as its nearest part. Searched exactly, as `Matrix` does it.
 */
export class ChunkMatrix {
  readonly #matrix: Matrix;
  readonly #dimensions: number;
  /** Of the chunks that have more than one. */
  readonly #parts = new Map<string, number>();
  /** The rows of a set of chunks, while chunks stay as they are. */
  #rows = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();
  #further = 0;

  constructor(dimensions: number, exactBytes?: number) {
    this.#dimensions = dimensions;
    this.#matrix = new Matrix(exactBytes);
  }

  /** Chunks. */
  get size(): number {
    return this.#matrix.size - this.#further;
  }

  get bytes(): number {
    return this.#matrix.bytes;
  }

  /** The vectors themselves are not here, see `Matrix`. */
  get isRounded(): boolean {
    return this.#matrix.isRounded;
  }

  /** Vectors of other dimensions are left out, since they cannot be compared. */
  set(id: string, vector: Float32Array): void {
    const vectors = vectorsIn(vector, this.#dimensions);
    if (vectors.length === 0) return;
    const before = this.#parts.get(id) ?? 1;
    for (const [part, each] of vectors.entries()) this.#matrix.set(rowOf(id, part), each);
    for (let part = vectors.length; part < before; part++) this.#matrix.delete(rowOf(id, part));
    if (before === 1 && vectors.length === 1) return;
    this.#rows = new WeakMap();
    this.#further += vectors.length - before;
    if (vectors.length > 1) this.#parts.set(id, vectors.length);
    else this.#parts.delete(id);
  }

  keepOnly(ids: ReadonlySet<string>): void {
    this.#matrix.keepOnly(this.#rowsOf(ids));
    for (const [id, parts] of this.#parts) {
      if (ids.has(id)) continue;
      this.#further -= parts - 1;
      this.#parts.delete(id);
    }
  }

  /** As `Matrix.candidates`, by chunk. */
  candidates(vector: readonly number[], wanted: Wanted): Candidate[] {
    return this.#widened(wanted, (asked) => {
      const rows = this.#matrix.candidates(vector, asked);
      // What is not among the rows is worse than so many of them surely are.
      const sure = firstOfEach(rows.toSorted((a, b) => b.least - a.least).slice(0, asked.limit));
      const least = sure[wanted.limit - 1]?.least ?? Number.NEGATIVE_INFINITY;
      const chunks = firstOfEach(rows).filter(({ most }) => most >= least);
      return { chunks, isEnough: sure.length >= wanted.limit || rows.length < asked.limit };
    });
  }

  /** Best first. */
  nearest(vector: readonly number[], wanted: Wanted): Ranked[] {
    return this.#widened(wanted, (asked) => {
      const rows = this.#matrix.nearest(vector, asked);
      const chunks = firstOfEach(rows).slice(0, wanted.limit);
      return { chunks, isEnough: chunks.length >= wanted.limit || rows.length < asked.limit };
    });
  }

  /** The similarity of each of these chunks; those that are not here are left out. */
  similarities(vector: readonly number[], ids: readonly string[]): Ranked[] {
    const rows = this.#matrix.similarities(vector, [...this.#rowsOf(new Set(ids))]);
    return firstOfEach(rows.sort((a, b) => b.score - a.score));
  }

  /** One vector of each of these chunks, of all its parts together; those that are not here are left out. */
  vectors(ids: readonly string[]): { id: string; vector: Float32Array }[] {
    return ids.flatMap((id) => {
      const parts = this.#matrix.vectors(rowsOfChunk(id, this.#parts.get(id) ?? 1));
      const joined = Float32Array.from(parts.flatMap(({ vector }) => [...vector]));
      return parts.length === 0 ? [] : [{ id, vector: meanOfParts(joined, this.#dimensions) }];
    });
  }

  /**
   * Asks for more and more rows until they are of enough chunks. Twice as many are most often enough; as many as the chunk
   * with the most parts has for each would make one long chunk slow every search.
   */
  #widened<Chunk>(
    { limit, only, ...wanted }: Wanted,
    search: (asked: Wanted) => { chunks: Chunk[]; isEnough: boolean },
  ): Chunk[] {
    const among = only && this.#rowsOf(only);
    for (let rows = this.#parts.size === 0 ? limit : limit * 2; ; rows *= 2) {
      const { chunks, isEnough } = search({ ...wanted, limit: rows, only: among });
      if (isEnough) return chunks;
    }
  }

  #rowsOf(ids: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#parts.size === 0) return ids;
    const known = this.#rows.get(ids);
    if (known) return known;
    const rows = new Set<string>();
    for (const id of ids) for (const row of rowsOfChunk(id, this.#parts.get(id) ?? 1)) rows.add(row);
    this.#rows.set(ids, rows);
    return rows;
  }
}

const rowOf = (id: string, part: number) => (part === 0 ? id : `${id}${MARK}${part}`);

function rowsOfChunk(id: string, parts: number): string[] {
  return Array.from({ length: parts }, (_, part) => rowOf(id, part));
}

/** `rows` are sorted; the first of a chunk is its best. */
function firstOfEach<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const [id = ""] = row.id.split(MARK, 1);
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ ...row, id }];
  });
}
