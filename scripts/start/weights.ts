import { hasWeights } from "../../nodes/models/weights.ts";
import type { Home } from "./home.ts";
import type { House } from "./house.ts";
import { step, warn } from "./screen.ts";
import { runTask } from "./task.ts";

type Options = { house: House; home: Home; env: NodeJS.ProcessEnv; isWanted: boolean };

const ADVICE = "The next start tries again; PATCHBAY_MODELS=none leaves it out for good.";

/** Fetches the weights of the language model on board, once. Without them everything else works. */
export async function fetchWeights({ house, home, env, isWanted }: Options): Promise<void> {
  if (!isWanted || (await hasWeights(home.path))) return;
  try {
    await step("Language model fetched", async ({ progress }) => {
      const files = { entry: "scripts/start/fetch-weights.ts", logFile: home.log("weights") };
      const result = await runTask({ house, ...files, env, onProgress: progress });
      if (result !== "ready") throw new Error(`The weights are ${result}.`);
    });
  } catch {
    if (house.signal.aborted) return;
    warn(`The language model could not be fetched; the extractive answerer takes its place. ${ADVICE}`);
  }
}
