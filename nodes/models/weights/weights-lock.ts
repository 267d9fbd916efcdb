import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const renewMs = 5_000;
const staleMs = 30_000;

/**
 * Runs `work` while no other process holds the lock file, so that several that start together fetch once. A lock whose
 * process is gone does not count, nor one that was not renewed for half a minute: another container has other process
 * numbers, and one that starts again may have the number of the one before.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${hostname()} ${process.pid} ${randomUUID()}`;
  while (!(await take(path, mine))) {
    const held = await readHeld(path);
    if (held?.isStale) await takeAway(path, held.content);
    else if (held) await sleep(250);
  }
  const timer = setInterval(() => void renew(path, mine), renewMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if ((await readHeld(path))?.content === mine) await rm(path, { force: true });
  }
}

/** Whether some process holds it, as far as can be seen. */
export async function isLocked(path: string): Promise<boolean> {
  return (await readHeld(path))?.isStale === false;
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function renew(path: string, mine: string): Promise<void> {
  if ((await readHeld(path))?.content === mine) await utimes(path, new Date(), new Date()).catch(() => {});
}

/** Two may see the same stale lock: one removes it at a time, so that the slower one does not remove what the faster one holds by then. */
async function takeAway(path: string, stale: string): Promise<void> {
  const removing = `${path}.removing`;
  if (!(await take(removing, ""))) {
    if (await isOld(removing)) await rm(removing, { force: true });
    else await sleep(20);
    return;
  }
  try {
    if ((await readHeld(path))?.content === stale) await rm(path, { force: true });
  } finally {
    await rm(removing, { force: true });
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}

/** Undefined when there is no lock, which may have been released this moment. */
async function readHeld(path: string): Promise<{ content: string; isStale: boolean } | undefined> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const [host, pid] = content.split(" ");
    const isGone = host === hostname() && !isRunning(Number(pid));
    return { content, isStale: isGone || Date.now() - mtimeMs > staleMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists all the same.
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
