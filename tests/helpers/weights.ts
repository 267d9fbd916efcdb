import { resolve } from "node:path";
import { ensureWeights, hasWeights } from "../../nodes/models/weights/weights.ts";

/** Where tests keep the built-in model's weights, over test runs. */
export const weightsHome = resolve("node_modules/.cache/patchbay");

/**
 * Whether tests of the real model can run. They are fetched once; with CI=true it is an error not to have them, so that
 * nothing is left out silently.
 */
export async function haveTestWeights(): Promise<boolean> {
  const isCi = process.env.CI === "true";
  if (!isCi && process.env.PATCHBAY_MODELS === "none") return hasWeights(weightsHome);
  const result = await ensureWeights({ home: weightsHome });
  if (result === "unavailable" && isCi) throw new Error("The weights of the built-in model could not be fetched.");
  return result === "ready";
}
