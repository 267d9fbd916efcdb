import { ensureWeights, multilingual } from "../../nodes/models/weights/weights.ts";

// Of an image that is built with MODELS=all: the weights of the models on board, or no image.

const home = process.argv[2];
if (home === undefined) throw new Error("Name the folder: node scripts/image/weights.ts /data");
for (const weights of [undefined, multilingual]) {
  if ((await ensureWeights({ home, ...(weights && { weights }) })) === "ready") continue;
  console.error("The weights of the models could not be fetched. Build with MODELS=none, or where they can be had.");
  process.exit(1);
}
