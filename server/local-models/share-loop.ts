/**
 * Puts model files that workers on other machines ask for into the file storage, part by part. Nothing is stored twice where
 * web and workers share a folder: then no worker asks. A file that no running web process has, such as after a restore, is
 * fetched from its address anew.
 */
import { access, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../platform/log.ts";
import { type PartDeps, putPart, storedBytes } from "../../platform/model-files/parts.ts";
import { ClaimLost, type Claims } from "./claims.ts";

const lookMs = 3_000;
/** Each is held in memory while it is stored and fetched. */
const partBytes = 8 * 1024 * 1024;
/** How long other web processes have to offer the file; workers wait for 15 s. */
const offerMs = 5_000;

/** `onLost`: a file is to be fetched anew. */
type Sharing = PartDeps & { claims: Claims; folder: string; log: Log; onLost(): void };
export type ShareLoop = { close(): Promise<void> };

export function startShareLoop(sharing: Sharing): ShareLoop {
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  const missing = new Map<string, number>();
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
    const looked = shareWanted(sharing, { signal: stopped.signal, begin, missing });
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

/** `missing`: since when files are wanted that are not here, by `performance.now()`. */
type Sharer = { signal: AbortSignal; begin(work: Promise<void>): void; missing: Map<string, number> };

/** All that are wanted at one time, side by side: a worker takes a file that no process works at for lost. */
async function shareWanted(sharing: Sharing, { signal, begin, missing }: Sharer): Promise<void> {
  const { claims, folder } = sharing;
  const wanted = await claims.wanted();
  for (const id of missing.keys()) if (!wanted.some((one) => one.id === id)) missing.delete(id);
  for (const { id, url } of wanted) {
    const path = join(folder, `${id}.gguf`);
    if (signal.aborted) return;
    if (!(await isThere(path))) {
      if (url !== null) await fetchLost(sharing, id, missing);
      continue;
    }
    if (!(await claims.take(id))) continue;
    const shared = claims.holding(id, () => share(sharing, { id, path, signal }));
    begin(shared.catch((error: unknown) => letGo(claims, id, error)));
  }
}

async function fetchLost({ claims, log, onLost }: Sharing, id: string, missing: Map<string, number>): Promise<void> {
  const since = missing.get(id) ?? performance.now();
  missing.set(id, since);
  if (performance.now() - since < offerMs || !(await claims.fetchAnew(id))) return;
  log.warn({ localModel: id }, "no web process has the file of a model; it is fetched from its address anew");
  onLost();
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
