import { resolve } from "node:path";
import { ensureWeights, hasWeights, multilingual } from "../../nodes/models/weights/weights.ts";

/** Where tests keep the built-in model's weights, over test runs. */
export const weightsHome = resolve("node_modules/.cache/patchbay");

/**
 * Whether tests of the real model can run. They are fetched once; with CI=true it is an error not to have them, so that
 * nothing is left out silently.
 */
export const haveTestWeights = () => haveWeights();
export const haveMultilingualWeights = () => haveWeights(multilingual);

async function haveWeights(weights?: typeof multilingual): Promise<boolean> {
  const asked = { home: weightsHome, ...(weights && { weights }) };
  const isCi = process.env.CI === "true";
  if (!isCi && process.env.PATCHBAY_MODELS === "none") return hasWeights(weightsHome, weights);
  const result = await ensureWeights(asked);
  if (result === "unavailable" && isCi) throw new Error("The weights of a model on board could not be fetched.");
  return result === "ready";
}
