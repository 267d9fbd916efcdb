import { hasWeights } from "../../nodes/models/weights/weights.ts";
import type { DataDir } from "./data-dir.ts";
import type { Supervisor } from "./processes/supervisor.ts";
import { runTask } from "./processes/task.ts";
import { step, warn } from "./screen.ts";

type Options = { supervisor: Supervisor; dataDir: DataDir; env: NodeJS.ProcessEnv; isWanted: boolean };

const ADVICE = "The next start tries again; PATCHBAY_MODELS=none leaves it out for good.";

/** Fetches the weights of the language model on board, once. Without them everything else works. */
export async function fetchWeights({ supervisor, dataDir, env, isWanted }: Options): Promise<void> {
  if (!isWanted || (await hasWeights(dataDir.path))) return;
  try {
    await step("Language model fetched", async ({ progress }) => {
      const files = { entry: "scripts/start/fetch-weights.ts", logFile: dataDir.log("weights") };
      const result = await runTask({ supervisor, ...files, env, onProgress: progress });
      if (result !== "ready") throw new Error(`The weights are ${result}.`);
    });
  } catch {
    if (supervisor.signal.aborted) return;
    warn(`The language model could not be fetched; the extractive answerer takes its place. ${ADVICE}`);
  }
}
