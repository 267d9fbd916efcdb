import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureWeights, isFetchingWeights, weightsPath } from "./weights.ts";
import type { Fetch } from "./weights-source.ts";

async function temporaryHome() {
  const home = await mkdtemp(join(tmpdir(), "patchbay-weights-"));
  return { home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

const broken: Fetch = async () => {
  throw new Error("no network");
};

test("without any source the model is unavailable, and nothing is left behind that looks like it", async () => {
  await using dir = await temporaryHome();
  expect(await ensureWeights({ home: dir.home, sources: [broken, broken] })).toBe("unavailable");
  expect(await readdir(join(dir.home, "models"))).toEqual(["download"]);
  expect(await isFetchingWeights(dir.home)).toBe(false);
});

test("a file that is not the right one is thrown away, and the next source is tried", async () => {
  await using dir = await temporaryHome();
  const tried: string[] = [];
  const wrong: Fetch = async (folder) => {
    tried.push(folder);
    await writeFile(join(folder, "wrong"), "something else");
    return join(folder, "wrong");
  };
  expect(await ensureWeights({ home: dir.home, sources: [wrong, wrong] })).toBe("unavailable");
  expect(tried).toHaveLength(2);
  await expect(readdir(join(dir.home, "models", "download"))).resolves.toEqual([]);
});

test("several that start together try one after the other; the lock of a dead process does not count", async () => {
  await using dir = await temporaryHome();
  let atOnce = 0;
  const slow: Fetch = async () => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    expect(await isFetchingWeights(dir.home)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    atOnce -= 1;
    throw new Error("no network");
  };
  await Promise.all([1, 2].map(() => ensureWeights({ home: dir.home, sources: [slow] })));
  await writeFile(join(dir.home, "models", "download.lock"), "4194303");
  expect(await ensureWeights({ home: dir.home, sources: [broken] })).toBe("unavailable");
  expect(weightsPath(dir.home)).toMatch(/\.gguf$/);
});
