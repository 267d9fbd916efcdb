import type { Ranked } from "../fuse.ts";

/** The vectors of one collection as one block of memory, searched exactly. Rows are in no order. */
export class Matrix {
  readonly #dimensions: number;
  #ids: string[] = [];
  #rows = new Map<string, number>();
  #data = new Float32Array(0);

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  get size(): number {
    return this.#ids.length;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }

  /** Adds a row, or replaces the one with this id. */
  set(id: string, vector: ArrayLike<number>): void {
    const row = this.#rows.get(id) ?? this.#append(id);
    this.#data.set(vector, row * this.#dimensions);
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#ids.filter((each) => !ids.has(each))) this.#remove(id);
  }

  /** Best first. `vector` has unit length, as every row has, so the dot product is the cosine similarity. */
  nearest(vector: readonly number[], { limit, minScore }: { limit: number; minScore: number }): Ranked[] {
    const query = Float32Array.from(vector);
    const best: Ranked[] = [];
    let least = minScore;
    for (const [row, id] of this.#ids.entries()) {
      const score = Math.min(1, Math.max(0, dot(query, this.#data, row * this.#dimensions)));
      if (score < least) continue;
      insert(best, { id, score }, limit);
      if (best.length === limit) least = Math.max(minScore, best.at(-1)?.score ?? 0);
    }
    return best;
  }

  #append(id: string): number {
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    if (this.#data.length < (row + 1) * this.#dimensions) {
      const grown = new Float32Array(Math.max(256, Math.ceil((row + 1) * 1.5)) * this.#dimensions);
      grown.set(this.#data);
      this.#data = grown;
    }
    return row;
  }

  /** The last row takes the place of the removed one. */
  #remove(id: string): void {
    const row = this.#rows.get(id);
    const last = this.#ids.pop();
    if (row === undefined || last === undefined) return;
    this.#rows.delete(id);
    if (last === id) return;
    const width = this.#dimensions;
    this.#data.copyWithin(row * width, this.#ids.length * width, (this.#ids.length + 1) * width);
    this.#ids[row] = last;
    this.#rows.set(last, row);
  }
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

function insert(best: Ranked[], one: Ranked, limit: number): void {
  if (best.length === limit && one.score <= (best.at(-1)?.score ?? 0)) return;
  let index = best.length;
  while (index > 0 && one.score > (best[index - 1]?.score ?? 0)) index--;
  best.splice(index, 0, one);
  if (best.length > limit) best.pop();
}
