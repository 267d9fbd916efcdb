/** The model files that this machine has: what a run asks for is fetched when it is not here. */
import { access } from "node:fs/promises";
import { localModelsFolder } from "../../platform/local-models.ts";
import type { Log } from "../../platform/log.ts";
import { removeOrphans } from "../../platform/model-files/remove-orphans.ts";
import { type CopyAsk, type CopyDeps, fetchCopy } from "./fetch-copy.ts";

export type ModelCopies = {
  /** Resolves when the file is here. Fetching goes on when who asked is stopped: the next one finds it further. */
  bring(ask: CopyAsk, signal: AbortSignal | undefined): Promise<void>;
};

export function openModelCopies({ log, ...deps }: CopyDeps & { log?: Log | undefined }): ModelCopies {
  const coming = new Map<string, Promise<void>>();
  // Models may have been deleted while no worker ran here. Where nothing was fetched yet, there is no folder.
  const tidy = () => removeOrphans(deps.prisma, localModelsFolder(deps.home));
  void tidy().catch(() => {});
  return {
    async bring(ask, signal) {
      signal?.throwIfAborted();
      if (await isHere(ask.path)) return;
      const fetched = coming.get(ask.id) ?? begin(ask);
      await (signal ? Promise.race([fetched, aborted(signal)]) : fetched);
    },
  };

  function begin(ask: CopyAsk): Promise<void> {
    log?.info({ localModel: ask.id }, "a model file is fetched from the file storage");
    const fetched = fetchCopy(deps, ask)
      .then(tidy)
      .finally(() => coming.delete(ask.id));
    fetched.catch((err: unknown) => log?.warn({ err, localModel: ask.id }, "a model file could not be fetched"));
    coming.set(ask.id, fetched);
    return fetched;
  }
}

async function isHere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Rejects when, or as, it is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
