import { openScan, type Scan } from "./dot-products-wasm.ts";

/**
 * Vectors rounded to 8 bits a number, a quarter of their size, and with each of them the length of what rounding took
 * away. So a dot product with any query is known to lie in a narrow interval, and what cannot be among the best is left
 * out without looking at the vector itself: nothing is missed (see `candidates`).
 *
 * Memory: the query in 16 bits · room for the sums of one block · the rows, each padded to a multiple of 16.
 */
export class QuantizedRows {
  readonly #dimensions: number;
  readonly #width: number;
  readonly #sums: number;
  readonly #start: number;
  readonly #memory: WebAssembly.Memory;
  readonly #scan: Scan;
  /** By row: what one step of its codes is worth, and the length of the rounding error. */
  #steps = new Float32Array(0);
  #errors = new Float32Array(0);
  #approximate = new Float32Array(0);

  /** Undefined where WebAssembly with SIMD cannot be had; then every vector has to be looked at. */
  static open(dimensions: number): QuantizedRows | undefined {
    try {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
      const scan = openScan(memory);
      return scan && new QuantizedRows(dimensions, memory, scan);
    } catch {
      return undefined;
    }
  }

  private constructor(dimensions: number, memory: WebAssembly.Memory, scan: Scan) {
    this.#dimensions = dimensions;
    this.#width = Math.ceil(dimensions / 16) * 16;
    this.#sums = this.#width * 2;
    this.#start = this.#sums + BLOCK * 4;
    this.#memory = memory;
    this.#scan = scan;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength + this.#steps.byteLength * 3;
  }

  /** Throws RangeError when no more memory can be had. */
  set(row: number, vector: ArrayLike<number>): void {
    this.#reserve(row);
    const greatest = absoluteMaximum(vector);
    const step = greatest / 127 || 1;
    const codes = new Int8Array(this.#memory.buffer, this.#start + row * this.#width, this.#width);
    let lost = 0;
    for (let i = 0; i < this.#dimensions; i++) {
      const value = vector[i] ?? 0;
      const code = Math.round(value / step);
      codes[i] = code;
      lost += (value - code * step) ** 2;
    }
    this.#steps[row] = step;
    this.#errors[row] = Math.sqrt(lost);
  }

  /** Row `from` takes the place of row `to`. */
  move(from: number, to: number): void {
    const bytes = new Int8Array(this.#memory.buffer, this.#start);
    bytes.copyWithin(to * this.#width, from * this.#width, (from + 1) * this.#width);
    this.#steps[to] = this.#steps[from] ?? 0;
    this.#errors[to] = this.#errors[from] ?? 0;
  }

  /**
   * The first `count` rows, but those whose dot product with the query is surely less than `minScore`, or than those of
   * `limit` others; of a mask, those with a 1. With a `minScore` of 0 none is too far away: below 0 all count as 0. With q = q' + e and x = x' + f (rounded, and what rounding took): |q·x − q'·x'| ≤ |q|·|f| + |e|·|x'|.
   */
  candidates(
    query: Float32Array,
    { count, limit, minScore, mask }: { count: number; limit: number; minScore: number; mask?: Uint8Array | undefined },
  ): Candidate[] {
    const { scale, length, lost } = this.#setQuery(query);
    if (this.#approximate.length < count) this.#approximate = new Float32Array(this.#steps.length);
    const slack = (row: number) => {
      const error = this.#errors[row] ?? 0;
      // Rows have unit length, so a rounded one is no longer than 1 + error; the last part covers sums in 32 bits.
      return length * error + lost * (1 + error) + FLOAT_ERROR;
    };
    const sure = new Lowest(limit);
    for (let start = 0; start < count; start += BLOCK) {
      const rows = Math.min(BLOCK, count - start);
      this.#scan(0, this.#start + start * this.#width, rows, this.#width, this.#sums);
      const sums = new Int32Array(this.#memory.buffer, this.#sums, rows);
      for (let i = 0; i < rows; i++) {
        const row = start + i;
        const score = (sums[i] ?? 0) * (this.#steps[row] ?? 0) * scale;
        this.#approximate[row] = score;
        if (!mask || mask[row] === 1) sure.offer(score - slack(row));
      }
    }
    const least = minScore > 0 ? Math.max(minScore, sure.least) : sure.least;
    const found: Candidate[] = [];
    for (let row = 0; row < count; row++) {
      const [score, error] = [this.#approximate[row] ?? 0, slack(row)];
      const isGood = score + error >= least && (!mask || mask[row] === 1);
      if (isGood) found.push({ row, least: score - error, most: score + error });
    }
    return found;
  }

  #setQuery(query: Float32Array): { scale: number; length: number; lost: number } {
    // So that the sum of the greatest products fits in 32 bits.
    const greatestCode = Math.min(8191, Math.floor(2 ** 31 / 128 / this.#width));
    const scale = absoluteMaximum(query) / greatestCode || 1;
    const codes = new Int16Array(this.#memory.buffer, 0, this.#width);
    let [length, lost] = [0, 0];
    for (const [i, value] of query.entries()) {
      const code = Math.round(value / scale);
      codes[i] = code;
      length += value ** 2;
      lost += (value - code * scale) ** 2;
    }
    return { scale, length: Math.sqrt(length), lost: Math.sqrt(lost) };
  }

  #reserve(row: number): void {
    const needed = this.#start + (row + 1) * this.#width;
    const missing = needed - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE) + Math.ceil(needed / PAGE / 8));
    if (row < this.#steps.length) return;
    this.#steps = grown(this.#steps, row);
    this.#errors = grown(this.#errors, row);
  }
}

/** A row, and between what its dot product is. */
export type Candidate = { row: number; least: number; most: number };

/** The `limit` greatest of what was offered. */
class Lowest {
  readonly #limit: number;
  readonly #best: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The least of them; -∞ while there are fewer. */
  get least(): number {
    return this.#best.length < this.#limit ? Number.NEGATIVE_INFINITY : (this.#best[0] ?? Number.NEGATIVE_INFINITY);
  }

  offer(value: number): void {
    if (value <= this.least) return;
    let index = this.#best.length;
    while (index > 0 && (this.#best[index - 1] ?? 0) > value) index--;
    this.#best.splice(index, 0, value);
    if (this.#best.length > this.#limit) this.#best.shift();
  }
}

function absoluteMaximum(vector: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < vector.length; i++) greatest = Math.max(greatest, Math.abs(vector[i] ?? 0));
  return greatest;
}

function grown(array: Float32Array, row: number): Float32Array<ArrayBuffer> {
  const more = new Float32Array(Math.ceil((row + 1) * 1.5));
  more.set(array);
  return more;
}

const PAGE = 65_536;
const MAX_PAGES = 65_536;
const BLOCK = 4096;
const FLOAT_ERROR = 1e-5;
