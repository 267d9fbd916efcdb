import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { BackupError } from "../manifest.ts";
import type { BackupPlace } from "./place.ts";

/** A folder, which appears under its name only when the backup is whole. */
export function openFolder(dir: string): BackupPlace {
  const target = resolve(dir);
  const partial = `${target}.partial`;
  return {
    name: target,
    async begin() {
      const names = await explained(existsSync(target) ? readdir(target) : Promise.resolve([]), target);
      if (names.length > 0) {
        throw new BackupError(`${target} is not empty. Name a new folder, for example ${target}-2.`);
      }
      await explained(rm(partial, { recursive: true, force: true }), partial);
      await explained(mkdir(partial, { recursive: true, mode: 0o700 }), partial);
      return { resumes: false };
    },
    async write(file, content) {
      const path = join(partial, file);
      await explained(mkdir(dirname(path), { recursive: true, mode: 0o700 }), target);
      await explained(pipeline(content, createWriteStream(path, { mode: 0o600, flush: true })), target);
    },
    async read(file) {
      const path = join(target, file);
      if (!existsSync(path)) return undefined;
      const handle = await open(path).catch((cause: Error) => {
        throw new BackupError(`${path} cannot be read: ${cause.message}.`, { cause });
      });
      return createReadStream("", { fd: handle });
    },
    async sizeOf(file) {
      const found = await stat(join(target, file)).catch(() => undefined);
      return found?.size;
    },
    async finish() {
      await explained(rm(target, { recursive: true, force: true }), target);
      await explained(rename(partial, target), target);
    },
    abandon: () => rm(partial, { recursive: true, force: true }),
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "there is no space left on its disk. What was written was removed; free space or name another place",
  EDQUOT: "the quota of its disk is used up. What was written was removed; free space or name another place",
  EACCES: "this account may not write there",
  EPERM: "this account may not write there",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of this path is a file",
  EEXIST: "a part of this path is a file",
};

async function explained<T>(work: Promise<T>, target: string): Promise<T> {
  return await work.catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = reasons[code];
    if (reason === undefined) throw cause;
    throw new BackupError(`The backup cannot be written to ${target}: ${reason}.`, { cause });
  });
}
