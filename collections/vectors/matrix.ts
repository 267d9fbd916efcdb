import type { Ranked } from "../search/fuse.ts";
import { keepBest } from "../search/keep-best.ts";
import { QuantizedRows } from "./quantized-rows.ts";

/** `only`: among these chunks. A set that is given again must not have changed. */
type Wanted = { limit: number; minScore: number; only?: ReadonlySet<string> | undefined };

/** Its score is between these. */
export type Candidate = { id: string; least: number; most: number };

/** With fewer rows, looking at every vector takes less than a millisecond. */
const QUANTIZE_FROM = 1000;
/** An id and its entry in a Map, as measured. */
const ROW_BYTES = 110;

/**
 * The vectors of one collection in memory, searched exactly: rows rounded to 8 bits say which ones may be among the best,
 * and those are compared as they are. A large matrix keeps the rounded rows only, a fifth of the memory, and leaves it to
 * its reader to compare the candidates (see `isRounded`). Rows are in no order.
 */
export class Matrix {
  readonly #exactBytes: number;
  /** Those of the first row; rows with others are left out, since they cannot be compared. */
  #dimensions = 0;
  #ids: string[] = [];
  #rows = new Map<string, number>();
  #data = new Float32Array(0);
  /** Null where it cannot be had. */
  #quantized: QuantizedRows | null | undefined;
  #isRounded = false;
  #idBytes = 0;
  /** The rows of a set of chunks, while rows stay where they are. */
  #masks = new WeakMap<ReadonlySet<string>, Uint8Array>();

  /** Vectors as they are may take so many bytes; beyond, they are only kept rounded. */
  constructor(exactBytes = Number.POSITIVE_INFINITY) {
    this.#exactBytes = exactBytes;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** About. */
  get bytes(): number {
    const ids = this.#idBytes + this.size * ROW_BYTES;
    return this.#data.byteLength + (this.#quantized?.bytes ?? 0) + ids;
  }

  /** The vectors themselves are not here: `candidates` says whose are needed, and `nearest` and `similarities` find nothing. */
  get isRounded(): boolean {
    return this.#isRounded;
  }

  /** Adds a row, or replaces the one with this id. */
  set(id: string, vector: ArrayLike<number>): void {
    this.#dimensions ||= vector.length;
    if (vector.length !== this.#dimensions) return;
    const row = this.#rows.get(id) ?? this.#append(id);
    if (!this.#isRounded) this.#data.set(vector, row * this.#dimensions);
    this.#quantize(row, vector);
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#ids.filter((each) => !ids.has(each))) this.delete(id);
  }

  /** A few chunks, among which all are that `nearest` would find; the one first whose score may be the greatest. */
  candidates(vector: readonly number[], { limit, minScore, only }: Wanted): Candidate[] {
    if (vector.length !== this.#dimensions || !this.#quantized) return [];
    const rows = this.#quantized.candidates(Float32Array.from(vector), {
      ...{ count: this.size, limit, minScore },
      mask: only && this.#maskOf(only),
    });
    return rows.map(({ row, ...score }) => ({ id: this.#ids[row] ?? "", ...score })).sort((a, b) => b.most - a.most);
  }

  /** Best first. `vector` has unit length, as every row has, so the dot product is the cosine similarity. */
  nearest(vector: readonly number[], { limit, minScore, only }: Wanted): Ranked[] {
    if (vector.length !== this.#dimensions || this.#isRounded) return [];
    const query = Float32Array.from(vector);
    const count = this.#ids.length;
    const mask = only && this.#maskOf(only);
    const candidates = this.#quantized?.candidates(query, { count, limit, minScore, mask });
    const rows = candidates?.map(({ row }) => row) ?? this.#ids.keys();
    const best: Ranked[] = [];
    let least = minScore;
    for (const row of rows) {
      if (mask && mask[row] !== 1) continue;
      const score = this.#similarity(query, row);
      if (score < least) continue;
      keepBest(best, { id: this.#ids[row] ?? "", score }, limit);
      if (best.length === limit) least = Math.max(minScore, best.at(-1)?.score ?? 0);
    }
    return best;
  }

  /** The similarity of each of these chunks; those that are not here are left out. */
  similarities(vector: readonly number[], ids: readonly string[]): Ranked[] {
    if (vector.length !== this.#dimensions || this.#isRounded) return [];
    const query = Float32Array.from(vector);
    return ids.flatMap((id) => {
      const row = this.#rows.get(id);
      return row === undefined ? [] : [{ id, score: this.#similarity(query, row) }];
    });
  }

  /** The vectors of these chunks; those that are not here are left out. */
  vectors(ids: readonly string[]): { id: string; vector: Float32Array }[] {
    if (this.#isRounded) return [];
    return ids.flatMap((id) => {
      const row = this.#rows.get(id);
      return row === undefined ? [] : [{ id, vector: this.#vector(row).slice() }];
    });
  }

  #maskOf(only: ReadonlySet<string>): Uint8Array {
    const known = this.#masks.get(only);
    if (known) return known;
    const mask = new Uint8Array(this.size);
    for (const id of only) {
      const row = this.#rows.get(id);
      if (row !== undefined) mask[row] = 1;
    }
    this.#masks.set(only, mask);
    return mask;
  }

  #similarity(query: Float32Array, row: number): number {
    return similarityAt(query, this.#data, row * this.#dimensions);
  }

  #quantize(row: number, vector: ArrayLike<number>): void {
    if (this.#quantized === null || this.size < QUANTIZE_FROM) return;
    try {
      if (this.#quantized) {
        this.#quantized.set(row, vector);
        return;
      }
      this.#quantized = QuantizedRows.open(this.#dimensions) ?? null;
      for (let each = 0; each < this.size; each++) this.#quantized?.set(each, this.#vector(each));
    } catch (error) {
      // Of a rounded matrix nothing else is left.
      if (!(error instanceof RangeError) || this.#isRounded) throw error;
      this.#quantized = null;
    }
  }

  #vector(row: number): Float32Array {
    return this.#data.subarray(row * this.#dimensions, (row + 1) * this.#dimensions);
  }

  #append(id: string): number {
    this.#masks = new WeakMap();
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    this.#idBytes += id.length;
    if (!this.#isRounded && this.#quantized && row * this.#dimensions * 4 >= this.#exactBytes) {
      this.#isRounded = true;
      this.#data = new Float32Array(0);
    }
    if (!this.#isRounded && this.#data.length < (row + 1) * this.#dimensions) {
      const grown = new Float32Array(Math.max(256, Math.ceil((row + 1) * 1.5)) * this.#dimensions);
      grown.set(this.#data);
      this.#data = grown;
    }
    return row;
  }

  /** The last row takes the place of the deleted one. Nothing happens when there is none with this id. */
  delete(id: string): void {
    if (!this.#rows.has(id)) return;
    const row = this.#rows.get(id);
    const last = this.#ids.pop();
    if (row === undefined || last === undefined) return;
    this.#masks = new WeakMap();
    this.#rows.delete(id);
    this.#idBytes -= id.length;
    if (last === id) return;
    const width = this.#dimensions;
    this.#data.copyWithin(row * width, this.#ids.length * width, (this.#ids.length + 1) * width);
    this.#quantized?.move(this.#ids.length, row);
    this.#ids[row] = last;
    this.#rows.set(last, row);
  }
}

/** The similarity of two vectors of unit length, 0–1; the second one begins at `start`. */
export function similarityAt(query: Float32Array, data: Float32Array, start = 0): number {
  return Math.min(1, Math.max(0, dot(query, data, start)));
}

function dot(query: Float32Array, data: Float32Array, start: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const length = query.length;
  let i = 0;
  // Four sums at a time: twice as fast as one, because the processor need not wait for the one before.
  for (; i + 3 < length; i += 4) {
    a += (query[i] ?? 0) * (data[start + i] ?? 0);
    b += (query[i + 1] ?? 0) * (data[start + i + 1] ?? 0);
    c += (query[i + 2] ?? 0) * (data[start + i + 2] ?? 0);
    d += (query[i + 3] ?? 0) * (data[start + i + 3] ?? 0);
  }
  for (; i < length; i++) a += (query[i] ?? 0) * (data[start + i] ?? 0);
  return a + b + c + d;
}
