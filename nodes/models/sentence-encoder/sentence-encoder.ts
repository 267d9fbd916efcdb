/**
 * The universal sentence encoder, lite, for English (Cer et al. 2018): a transformer of two layers, whose mean over a text
 * goes through one dense layer. The weights are those of a graph for TensorFlow; the sums are made by one loop in
 * WebAssembly (matrix-product-wasm.ts), without the graph's 300 small operations around them. Decision 33 says why.
 */
import { Arena, upTo } from "./arena.ts";
import { openLayer, readLayer, type Space, WIDTH } from "./encoder-layer.ts";
import { readTokens } from "./english-tokens.ts";
import { ROWS } from "./matrix-product-wasm.ts";
import { timingSignal } from "./row-operations.ts";
import { openTokenizer } from "./tokenizer.ts";
import { readModel } from "./weights.ts";

/** Answers with a vector of unit length. The text has a word at least. */
export type SentenceEncoder = (text: string) => Float32Array;

const HIDDEN = WIDTH * 3;

export async function openSentenceEncoder(): Promise<SentenceEncoder> {
  const arena = new Arena();
  const space = reserve(arena);
  const { tokensOf, embeddings, signal, layers, last } = await readParts(arena, space);
  const width = signal.length / readTokens;

  return (text) => {
    const tokens = tokensOf(text).slice(0, readTokens);
    const { stream, normal, added } = space;
    for (const [row, token] of tokens.entries()) {
      for (let i = 0; i < width; i++) {
        // Twice, as the graph adds what the signal was added to to what it was.
        const embedded = embeddings[token * width + i] ?? 0;
        arena.numbers[stream.offset + row * width + i] = embedded + (embedded + (signal[row * width + i] ?? 0));
      }
    }
    for (const apply of layers) apply(tokens.length);
    const numbers = arena.numbers;
    for (let i = 0; i < WIDTH; i++) {
      let sum = 0;
      for (let row = 0; row < tokens.length; row++) sum += numbers[stream.offset + row * WIDTH + i] ?? 0;
      numbers[normal.offset + i] = sum / tokens.length;
    }
    arena.apply(last, normal, added, 1);
    return toUnitLength(numbers.subarray(added.offset, added.offset + WIDTH).map(Math.tanh));
  };
}

/** Apart from what uses the parts: its closures would keep the file's 28 MB. */
async function readParts(arena: Arena, space: Space) {
  const { weights, vocabulary } = await readModel();
  return {
    tokensOf: openTokenizer(vocabulary),
    embeddings: weights("Embeddings_en").slice(),
    signal: timingSignal(weights("TimingSignal/ExpandDims_1"), readTokens),
    layers: [0, 1].map((index) => openLayer(arena, space, readLayer(arena, weights, index))),
    last: arena.dense(weights("tanh_layer_0/weights"), weights("tanh_layer_0/bias")),
  };
}

function reserve(arena: Arena): Space {
  const rows = upTo(ROWS, readTokens);
  const zeros = { width: HIDDEN };
  return {
    stream: arena.block(rows, WIDTH),
    normal: arena.block(rows, WIDTH),
    projected: arena.block(rows, WIDTH * 3),
    attended: arena.block(rows, WIDTH),
    added: arena.block(rows, WIDTH),
    hidden: arena.block(rows, HIDDEN),
    scores: arena.block(rows, rows),
    head: arena.block(rows, WIDTH).offset,
    zeros: arena.block(1, zeros.width).offset,
  };
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
