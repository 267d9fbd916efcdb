import { ensureWeights } from "../../nodes/models/weights/weights.ts";
import { env } from "../../platform/env.ts";

// A task (see task.ts): fetches the weights of the language model on board.

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0);

const result = await ensureWeights({
  home: env().PATCHBAY_HOME,
  onProgress: ({ done, total }) => process.send?.({ progress: `${megabytes(done)} of ${megabytes(total)} MB` }),
});
process.send?.({ result });
