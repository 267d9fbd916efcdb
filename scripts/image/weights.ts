import { ensureWeights } from "../../nodes/models/weights/weights.ts";

// Of an image that is built with MODELS=all: the weights of the built-in language model, or no image.

const home = process.argv[2];
if (home === undefined) throw new Error("Name the folder: node scripts/image/weights.ts /data");
if ((await ensureWeights({ home })) !== "ready") {
  console.error(
    "The weights of the language model could not be fetched. Build with MODELS=none, or where they can be had.",
  );
  process.exit(1);
}
