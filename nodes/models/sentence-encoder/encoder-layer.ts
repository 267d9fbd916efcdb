import { type Arena, type Block, type Dense, upTo } from "./arena.ts";
import { COLUMNS } from "./matrix-product-wasm.ts";
import { addTo, layerNorm, type Norm, rectify, softmax } from "./row-operations.ts";
import type { Weights } from "./weights.ts";

/** What all layers compute in, a row for each token. `stream` is what goes into a layer, and what comes out. */
export type Space = Record<"stream" | "normal" | "projected" | "attended" | "added" | "hidden" | "scores", Block> & {
  /** Room for the keys or the values of one head. */
  head: number;
  /** As many 0 as a bias for any of these needs. */
  zeros: number;
};

/** Changes the first `rows` rows of the stream. */
export type EncoderLayer = (rows: number) => void;

type LayerWeights = {
  width: number;
  attentionNorm: Norm;
  projection: Dense;
  /** The first layer makes what it is given wider. */
  widen: Dense | undefined;
  output: Dense;
  feedNorm: Norm;
  inner: Dense;
  outer: Dense;
};

export const WIDTH = 512;
const HEADS = 4;

/**
 * One layer of the transformer: attention, and two dense layers, each behind a norm and added to what it was given
 * (Vaswani et al. 2017, with the norms first).
 */
export function openLayer(arena: Arena, space: Space, layer: LayerWeights): EncoderLayer {
  const { stream, normal, projected, attended, added, hidden } = space;
  const rowsOf = ({ offset, width }: Block, rows: number) => arena.numbers.subarray(offset, offset + rows * width);

  return (rows) => {
    const given = { ...stream, width: layer.width };
    layerNorm(rowsOf(given, rows), rowsOf(normal, rows), { rows, ...layer.attentionNorm });
    arena.apply(layer.projection, { ...normal, width: layer.width }, { ...projected, width: layer.width * 3 }, rows);
    if (layer.widen) arena.apply(layer.widen, given, added, rows);
    else rowsOf(added, rows).set(rowsOf(stream, rows));
    attend(arena, space, { rows, width: layer.width });
    arena.apply(layer.output, { ...attended, width: layer.width }, stream, rows);
    addTo(rowsOf(stream, rows), rowsOf(added, rows));
    layerNorm(rowsOf(stream, rows), rowsOf(normal, rows), { rows, ...layer.feedNorm });
    arena.apply(layer.inner, normal, hidden, rows);
    rectify(rowsOf(hidden, rows));
    arena.apply(layer.outer, hidden, added, rows);
    addTo(rowsOf(stream, rows), rowsOf(added, rows));
  };
}

/** `projected` holds queries, keys and values beside each other, each with the heads beside each other. */
function attend(arena: Arena, space: Space, { rows, width }: { rows: number; width: number }): void {
  const { projected, scores, attended, head, zeros } = space;
  const [size, step, others] = [width / HEADS, width * 3, upTo(COLUMNS, rows)];
  const numbers = arena.numbers;
  for (let start = 0; start < width; start += size) {
    const keys = numbers.subarray(projected.offset + width + start);
    const values = numbers.subarray(projected.offset + 2 * width + start);
    numbers.fill(0, head, head + others * size);
    arena.pack(head, { numbers: keys, rows: size, columns: rows, rowStep: 1, columnStep: step }, size);
    const inRows = { bias: zeros, rows, b: head };
    arena.multiply({
      ...inRows,
      a: projected.offset + start,
      aStep: step,
      c: scores.offset,
      cStep: others,
      columns: rows,
      inner: size,
    });
    softmax(numbers.subarray(scores.offset), { rows, columns: rows, width: others });
    numbers.fill(0, head, head + others * size);
    arena.pack(head, { numbers: values, rows, columns: size, rowStep: step, columnStep: 1 }, others);
    arena.multiply({
      ...inRows,
      a: scores.offset,
      aStep: others,
      c: attended.offset + start,
      cStep: width,
      columns: size,
      inner: others,
    });
  }
}

export function readLayer(arena: Arena, weights: Weights, index: number): LayerWeights {
  const of: Weights = (end) => weights(`Layer_${index}/TransformerLayer/${end}`);
  const last = "ConcatPartitions/concat";
  const dense = (kernel: string, bias: string) => arena.dense(of(kernel), of(`${bias}/${last}`));
  const norm = (at: string): Norm => ({
    // Copies, so that the file's bytes can go.
    scale: of(`${at}layer_prepostprocess/layer_norm/layer_norm_scale/${last}`).slice(),
    bias: of(`${at}layer_prepostprocess/layer_norm/layer_norm_bias/${last}`).slice(),
  });
  const attentionNorm = norm("");
  const width = attentionNorm.scale.length;
  const [attention, feed] = ["MultiheadAttention", "FFN"];
  const queries = { width, factor: 1 / Math.sqrt(width / HEADS) };
  return {
    width,
    attentionNorm,
    projection: arena.dense(
      scaleQueries(of(`${attention}/qkv_transform_single/kernel/part_0`), queries),
      scaleQueries(of(`${attention}/qkv_transform_single/bias/${last}`), queries),
    ),
    widen: width < WIDTH ? dense(`dense/kernel/${last}`, "dense/bias") : undefined,
    output: dense(`${attention}/output_transform_single/kernel/part_0`, `${attention}/output_transform_single/bias`),
    feedNorm: norm(`${feed}/`),
    inner: dense(`${feed}/conv1/Tensordot/Reshape_1`, `${feed}/conv1/bias`),
    outer: dense(`${feed}/conv2/Tensordot/Reshape_1`, `${feed}/conv2/bias`),
  };
}

/** So that scores need not be scaled each time. */
function scaleQueries(numbers: Float32Array, { width, factor }: { width: number; factor: number }): Float32Array {
  return numbers.map((value, index) => (index % (width * 3) < width ? value * factor : value));
}
