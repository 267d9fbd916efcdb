/** Writes what arrives to the disk, and looks at its beginning before gigabytes of it have come. */
import { open } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { GgufReader } from "../../nodes/models/local/read-gguf.ts";
import { writeAll } from "../../platform/model-files/write-all.ts";

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

async function demandModel(reader: GgufReader, path: string, signal: AbortSignal): Promise<void> {
  const found = await reader.read({ path, isWhole: false }, signal);
  if ("refused" in found) throw new PatchbayError("bad_input", found.refused);
}
