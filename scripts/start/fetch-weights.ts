import { formatBytes } from "../../lib/format-bytes.ts";
import { ensureWeights } from "../../nodes/models/weights/weights.ts";
import { env } from "../../platform/env.ts";

// A task (see task.ts): fetches the weights of the language model on board.

const result = await ensureWeights({
  home: env().PATCHBAY_HOME,
  onProgress: ({ done, total }) => process.send?.({ progress: `${formatBytes(done)} of ${formatBytes(total)}` }),
});
process.send?.({ result });
