/**
 * Puts model files that workers on other machines ask for into the file storage, part by part. Nothing is stored twice where
 * web and workers share a folder: then no worker asks.
 */
import { access, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../platform/log.ts";
import { type PartDeps, putPart, storedBytes } from "../../platform/model-files/parts.ts";
import { ClaimLost, type Claims } from "./claims.ts";

const lookMs = 3_000;
/** Each is held in memory while it is stored and fetched. */
const partBytes = 8 * 1024 * 1024;

type Sharing = PartDeps & { claims: Claims; folder: string; log: Log };
export type ShareLoop = { close(): Promise<void> };

export function startShareLoop(sharing: Sharing): ShareLoop {
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  let isLooking = false;

  function begin(work: Promise<void>): void {
    const ended = work
      .catch((err: unknown) => {
        if (!stopped.signal.aborted) sharing.log.warn({ err }, "a model file could not be shared; tried again soon");
      })
      .finally(() => running.delete(ended));
    running.add(ended);
  }

  function look(): void {
    if (isLooking) return;
    isLooking = true;
    const looked = shareWanted(sharing, { signal: stopped.signal, begin });
    begin(
      looked.finally(() => {
        isLooking = false;
      }),
    );
  }

  const timer = setInterval(look, lookMs);
  timer.unref();
  look();
  return {
    async close() {
      clearInterval(timer);
      stopped.abort();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

type Sharer = { signal: AbortSignal; begin(work: Promise<void>): void };

/** All that are wanted at one time, side by side: a worker takes a file that no process works at for lost. */
async function shareWanted(sharing: Sharing, { signal, begin }: Sharer): Promise<void> {
  const { claims, folder } = sharing;
  for (const id of await claims.wanted()) {
    const path = join(folder, `${id}.gguf`);
    if (signal.aborted || !(await isThere(path)) || !(await claims.take(id))) continue;
    const shared = claims.holding(id, () => share(sharing, { id, path, signal }));
    begin(shared.catch((error: unknown) => letGo(claims, id, error)));
  }
}

/** Parts of a row that is gone went with it. */
async function letGo(claims: Claims, id: string, error: unknown): Promise<void> {
  if (error instanceof ClaimLost || (await claims.isDeleted(id))) return;
  await claims.note(id, { claimedUntil: null });
  throw error;
}

async function share(sharing: Sharing, { id, path, signal }: { id: string; path: string; signal: AbortSignal }) {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  for (let at = await storedBytes(sharing, id); at < size; ) {
    signal.throwIfAborted();
    const data = await read(file, at, Math.min(partBytes, size - at));
    await putPart(sharing, { modelId: id, at: BigInt(at) }, data);
    at += data.byteLength;
  }
  await sharing.claims.note(id, { wantedAt: null, claimedUntil: null });
}

/** A read may give less than was asked for. */
async function read(file: FileHandle, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(data, got, length - got, at + got);
    if (bytesRead === 0) throw new Error("a model file became shorter while it was read");
    got += bytesRead;
  }
  return data;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
