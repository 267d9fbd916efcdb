import { COLUMNS, openMatrixProduct, packPanels, ROWS, type View } from "./matrix-product-wasm.ts";

/** Rows of numbers in the arena, with room for so many of them. */
export type Block = { offset: number; width: number; rows: number };
/** A dense layer: weights in panels, and a bias for each column. */
export type Dense = { panels: number; bias: number; inner: number; columns: number };

const PAGE = 65_536;

/** The memory that a model computes in: laid out once, and then never more is asked for. Offsets are in numbers. */
export class Arena {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #multiply = openMatrixProduct(this.#memory);
  #end = 0;
  #numbers = new Float32Array(this.#memory.buffer);

  /** All of it; another one after `block` or `dense`. */
  get numbers(): Float32Array {
    return this.#numbers;
  }

  block(rows: number, width: number): Block {
    return { offset: this.#reserve(rows * width), width, rows };
  }

  /** `weights` by rows: one for each number that goes in. */
  dense(weights: Float32Array, bias: Float32Array): Dense {
    const columns = bias.length;
    const inner = weights.length / columns;
    const panels = this.#reserve(weights.length);
    const at = this.#reserve(columns);
    packPanels(this.#numbers.subarray(panels), {
      numbers: weights,
      rows: inner,
      columns,
      rowStep: columns,
      columnStep: 1,
    });
    this.#numbers.set(bias, at);
    return { panels, bias: at, inner, columns };
  }

  /** to = from · weights + bias, for the first `rows` rows. */
  apply({ panels, bias, inner, columns }: Dense, from: Block, to: Block, rows: number): void {
    this.multiply({
      a: from.offset,
      aStep: from.width,
      b: panels,
      c: to.offset,
      cStep: to.width,
      bias,
      rows,
      columns,
      inner,
    });
  }

  /** Offsets and steps in numbers; `rows` and `columns` are rounded up, so there must be room. */
  multiply(product: Record<"a" | "aStep" | "b" | "c" | "cStep" | "bias" | "rows" | "columns" | "inner", number>): void {
    const { a, aStep, b, c, cStep, bias, rows, columns, inner } = product;
    this.#multiply(
      a * 4,
      aStep * 4,
      b * 4,
      c * 4,
      cStep * 4,
      bias * 4,
      upTo(ROWS, rows),
      upTo(COLUMNS, columns),
      inner,
    );
  }

  pack(to: number, view: View, inner: number): void {
    packPanels(this.#numbers.subarray(to), view, inner);
  }

  #reserve(length: number): number {
    const offset = this.#end;
    this.#end += upTo(16, length);
    const missing = this.#end * 4 - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#numbers = new Float32Array(this.#memory.buffer);
    }
    return offset;
  }
}

export const upTo = (multiple: number, value: number) => Math.ceil(value / multiple) * multiple;
