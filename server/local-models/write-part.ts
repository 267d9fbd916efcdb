/** Writes what arrives to the disk, and looks at its beginning before gigabytes of it have come. */
import { type FileHandle, open } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { GgufReader } from "../../nodes/models/local/read-gguf.ts";

type Part = {
  path: string;
  from: number;
  reader: GgufReader;
  /** Told of the bytes that are written, in all. May throw, to stop. */
  onBytes(done: number): Promise<void> | void;
  /** Called when nothing has come for a minute; has to end the source. */
  onSilent(): void;
  signal: AbortSignal;
};

/** Where the header is read: its first bytes, and when the vocabulary of a large model has come. */
const looks = [8, 32_000_000];
const silentMs = 60_000;

/** Answers how many bytes the file has then. Throws `bad_input` for what is no model that can be used. */
export async function writePart(source: AsyncIterable<Uint8Array>, part: Part): Promise<number> {
  const { path, from, reader, onBytes, onSilent, signal } = part;
  await using file = await open(path, from === 0 ? "w" : "r+");
  if (from > 0) await file.truncate(from);
  let done = from;
  const timer = setTimeout(onSilent, silentMs);
  try {
    for await (const piece of source) {
      timer.refresh();
      signal.throwIfAborted();
      await writeAll(file, piece, done);
      const before = done;
      done += piece.byteLength;
      await onBytes(done);
      if (looks.some((at) => before < at && done >= at)) await demandModel(reader, path, signal);
    }
  } finally {
    clearTimeout(timer);
  }
  return done;
}

/** A write may take only a part of what it is given, and fails when the disk is full. */
async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  try {
    for (let from = 0; from < piece.byteLength; ) {
      from += (await file.write(piece, from, piece.byteLength - from, at + from)).bytesWritten;
    }
  } catch (cause) {
    const isFull =
      cause instanceof Error && "code" in cause && ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(cause.code));
    if (!isFull) throw cause;
    throw new PatchbayError("too_large", "The disk is full. Make room on it, then add the file again.", { cause });
  }
}

async function demandModel(reader: GgufReader, path: string, signal: AbortSignal): Promise<void> {
  const found = await reader.read({ path, isWhole: false }, signal);
  if ("refused" in found) throw new PatchbayError("bad_input", found.refused);
}
