import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Fetch } from "../weights/weights-source.ts";
import { openMultilingual } from "./multilingual-embedder.ts";

const { signal } = new AbortController();

async function open(sources: readonly Fetch[], home?: string) {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-multilingual-"));
  const embedder = openMultilingual({ home: home ?? folder, mode: "all", idleMs: 1000, sources });
  return {
    embedder,
    folder,
    async [Symbol.asyncDispose]() {
      await embedder.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const says = (text: RegExp) => ({ code: "unavailable", userMessage: expect.stringMatching(text) });

test("a download that takes longer than one waits goes on, and says how far it is", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  await using bench = await open([
    async (_, onProgress) => {
      calls += 1;
      onProgress({ done: 12_400_000, total: 31_703_662 });
      await promise;
      throw new Error("no network");
    },
  ]);
  const wait = () => bench.embedder.ready(AbortSignal.timeout(100));
  await expect(wait()).rejects.toMatchObject(says(/being downloaded \(12 of 32 MB\)\. Try again in a minute/));
  await expect(wait()).rejects.toMatchObject(says(/12 of 32 MB/));
  resolve();
  await expect(bench.embedder.ready(signal)).rejects.toMatchObject(says(/could not be downloaded: that needs Python/));
  expect(calls).toBe(1);
});

test("a minute after a download failed, the next one is tried", async () => {
  let calls = 0;
  await using bench = await open([
    async () => {
      calls += 1;
      throw new Error("no network");
    },
  ]);
  for (let ask = 0; ask < 3; ask += 1) {
    await expect(bench.embedder.ready(signal)).rejects.toMatchObject(says(/Try again in a minute/));
  }
  expect(calls).toBe(1);
  const later = Date.now() + 61_000;
  const clock = vi.spyOn(Date, "now").mockReturnValue(later);
  await expect(bench.embedder.ready(signal)).rejects.toMatchObject(says(/Try again in a minute/));
  clock.mockRestore();
  expect(calls).toBe(2);
});

test("a data folder that cannot be written to is said, and is no internal error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-multilingual-"));
  await writeFile(join(folder, "models"), "a file in the place of the folder");
  await using bench = await open([], folder);
  await expect(bench.embedder.ready(signal)).rejects.toMatchObject(says(/data folder \(EEXIST\).*try again/));
  await rm(folder, { recursive: true });
});
