/** What a file that came from outside is, before it is used as a model. */
import { PatchbayError } from "../../../lib/errors.ts";
import { type ChildHost, openChildHost } from "../built-in/child-host.ts";
import { type GgufAsk, GgufResult } from "./gguf-protocol.ts";

export type GgufReader = {
  /** Throws `bad_input` for what is no GGUF file, is split, is cut off, or is no chat model. */
  read(ask: GgufAsk, signal?: AbortSignal): Promise<GgufResult>;
  close(): Promise<void>;
};

/** The reader's process runs while something is read and a few seconds more. */
export function openGgufReader(patience = { readMs: 120_000 }): GgufReader {
  const host: ChildHost = openChildHost({
    script: new URL("./gguf-child.ts", import.meta.url),
    title: "The reader of model files",
    concurrency: 1,
    idleMs: 5_000,
    heapMb: 1024,
  });
  return {
    async read(ask, signal) {
      const late = AbortSignal.timeout(patience.readMs);
      try {
        return GgufResult.parse(await host.call(ask, { signal: signal ? AbortSignal.any([signal, late]) : late }));
      } catch (cause) {
        if (signal?.aborted) throw cause;
        throw new PatchbayError("bad_input", "This GGUF file cannot be read: its header is broken.", { cause });
      }
    },
    close: () => host.close(),
  };
}
