/** Fetches the file of one row, going on where an earlier process stopped. */
import { rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { GgufReader } from "../../nodes/models/local/read-gguf.ts";
import type { Log } from "../../platform/log.ts";
import { demandSpace, spaceWatch } from "../../platform/model-files/disk-space.ts";
import type { Claims, ModelRow } from "./claims.ts";
import { fetchFile, type Way } from "./fetch-file.ts";
import { writePart } from "./write-part.ts";

export type Parts = { claims: Claims; reader: GgufReader; way: Way; folder: string; limitGb: number; log: Log };
type Download = { row: ModelRow; part: string; signal: AbortSignal };

const tries = 6;

/** Resolves when the part file is whole. Throws what makes further tries useless, and the last of several that failed. */
export async function download(parts: Parts, { row, part, signal }: Download): Promise<void> {
  const state = { etag: row.etag };
  for (let failed = 0; ; ) {
    const before = await sizeOf(part);
    try {
      return await fetchRest(parts, { row, part, signal }, state);
    } catch (error) {
      signal.throwIfAborted();
      if (!mayRetry(error)) throw error;
      failed = (await sizeOf(part)) > before ? 1 : failed + 1;
      parts.log.warn({ err: error, localModel: row.id, failed }, "a download of a model file broke off");
      if (failed >= tries) throw gaveUp(error, row.url);
      await sleep(Math.min(30_000, 500 * 2 ** failed), undefined, { signal });
    }
  }
}

async function fetchRest(parts: Parts, { row, part, signal }: Download, state: { etag: string | null }): Promise<void> {
  const { claims, reader, way, folder, limitGb } = parts;
  const here = state.etag === null ? 0 : await sizeOf(part);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const fetched = await fetchFile(way, { url: row.url ?? "", from: here, etag: state.etag, signal: either });
  const { body, bytes, etag } = fetched;
  // Another answer than was asked for is of no use in the middle of the file.
  const from = fetched.from === here ? here : 0;
  if (from !== fetched.from) {
    stop.abort();
    await rm(part, { force: true });
    throw new PatchbayError("unavailable", "The server sent another part of the file than was asked for.");
  }
  try {
    await demandSpace(folder, { bytes: bytes ?? 0, missing: (bytes ?? from) - from, limitGb });
    state.etag = etag;
    await claims.note(row.id, { bytes, etag, doneBytes: from });
    const report = claims.reporter(row.id, from);
    const watch = spaceWatch(folder, { limitGb, from });
    const silent = new PatchbayError("unavailable", "The server has sent nothing for a minute.");
    const done = await writePart(body, {
      ...{ path: part, from, reader, signal: either, onSilent: () => stop.abort(silent) },
      async onBytes(done) {
        if (bytes !== null && done > bytes)
          throw new PatchbayError("bad_input", "The server sends more than the file it announced.");
        await watch({ done, bytes: bytes ?? undefined });
        await report(done);
      },
    });
    // Of a file whose length no one has said, its own header tells whether it is whole.
    if (bytes !== null && done < bytes)
      throw new PatchbayError("unavailable", "The connection ended before the file did.");
  } finally {
    stop.abort();
  }
}

function gaveUp(cause: unknown, url: string | null): PatchbayError {
  if (cause instanceof PatchbayError) return cause;
  const host = url === null ? "The server" : new URL(url).host;
  const words = `${host} cannot be reached, or the connection breaks off again and again. Check the address, then try again.`;
  return new PatchbayError("unavailable", words, { cause });
}

/** What is ours to say is final, unless it says that trying again may help; the network's errors are not ours. */
function mayRetry(error: unknown): boolean {
  return error instanceof PatchbayError ? error.canRetry : error instanceof Error && isNetworks(error);
}

function isNetworks(error: Error): boolean {
  return error.name === "AbortError" || error instanceof TypeError;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
