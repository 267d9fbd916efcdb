/** Pieces of text by their code points, in three flat arrays: 130,000 pieces take 10 MB. */
export class PieceTrie {
  readonly #parents: Int32Array;
  readonly #symbols: Uint32Array;
  readonly #children: Int32Array;
  readonly #pieces: Int32Array;
  readonly #mask: number;
  #nodes = 1;

  /** `symbols` is how many code points all pieces have together, at most. */
  constructor(symbols: number) {
    const slots = 2 ** Math.ceil(Math.log2(symbols * 1.5 + 2));
    this.#mask = slots - 1;
    this.#parents = new Int32Array(slots).fill(-1);
    this.#symbols = new Uint32Array(slots);
    this.#children = new Int32Array(slots);
    this.#pieces = new Int32Array(symbols + 1).fill(-1);
  }

  add(text: string, piece: number): void {
    let node = 0;
    for (const symbol of text) node = this.#childOrNew(node, symbol.codePointAt(0) ?? 0);
    this.#pieces[node] = piece;
  }

  /** The node behind `node` (0 is the first), or 0 when no piece goes on with this code point. */
  child(node: number, symbol: number): number {
    return this.#children[this.#slot(node, symbol)] ?? 0;
  }

  /** The piece that ends in the node, or −1. */
  pieceAt(node: number): number {
    return this.#pieces[node] ?? -1;
  }

  #childOrNew(node: number, symbol: number): number {
    const slot = this.#slot(node, symbol);
    if (this.#parents[slot] === -1) {
      this.#parents[slot] = node;
      this.#symbols[slot] = symbol;
      this.#children[slot] = this.#nodes++;
    }
    return this.#children[slot] ?? 0;
  }

  /** Where the pair is, or would be. */
  #slot(node: number, symbol: number): number {
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & this.#mask;
    for (;;) {
      const parent = this.#parents[slot];
      if (parent === -1 || (parent === node && this.#symbols[slot] === symbol)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}
