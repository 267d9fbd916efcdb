import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { commandOf } from "../services/process-info.ts";
import { StartupError } from "./startup-error.ts";

// PATCHBAY_HOME: everything that npm start keeps on this machine. One start at a time holds its lock.

const Owner = z.object({ pid: z.number(), url: z.string() });

export type DataDir = { path: string; file(name: string): string; log(name: string): string; unlock(): void };

/** Creates the folder if need be and locks it for this process, or says which process holds the lock. */
export function lockDataDir(path: string, url: string): DataDir {
  try {
    mkdirSync(join(path, "logs"), { recursive: true });
    const lockFile = join(path, "start.json");
    refuseIfLocked(lockFile, path);
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, url }));
    return {
      path,
      file: (name) => join(path, name),
      log: (name) => freshLog(join(path, "logs", `${name}.log`)),
      unlock: () => rmSync(lockFile, { force: true }),
    };
  } catch (error) {
    if (!isDenied(error)) throw error;
    const advice = `Give it to yourself (chown -R "$USER" ${path}) or choose another: PATCHBAY_HOME=/some/folder npm start`;
    throw new StartupError(`Patchbay may not write to its folder ${path}.\n${advice}`);
  }
}

/** The key that signs sessions and encrypts credentials; made on first use and readable by its owner only. */
export function keepSecret(dataDir: DataDir): string {
  const file = dataDir.file("secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

/** A JSON value kept in a file of its own, readable by its owner only. */
export function remembered<T>(file: string, schema: z.ZodType<T>, make: () => T): T {
  const found = existsSync(file) ? schema.safeParse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  return found?.success ? found.data : make();
}

function refuseIfLocked(file: string, path: string): void {
  if (!existsSync(file)) return;
  const owner = Owner.safeParse(JSON.parse(readFileSync(file, "utf8") || "null"));
  if (!owner.success || owner.data.pid === process.pid || !commandOf(owner.data.pid).includes("start")) return;
  const { pid, url } = owner.data;
  const advice = "Stop that one first, or give this one a folder and a port of its own:";
  const example = "PATCHBAY_HOME=.patchbay-2 PORT=3100 npm start";
  throw new StartupError(`Patchbay runs from ${path} already, at ${url} (process ${pid}).\n${advice} ${example}`);
}

/** Logs begin anew when they have grown; the one before is kept. */
function freshLog(file: string): string {
  if (existsSync(file) && statSync(file).size > 5_000_000) renameSync(file, `${file}.1`);
  return file;
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["EACCES", "EPERM", "EROFS"].includes(String(error.code));
}
