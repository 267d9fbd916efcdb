import { Readable } from "node:stream";
import { BackupError } from "../manifest.ts";
import type { BackupPlace } from "../places/place.ts";

/** A file of a backup as a stream. Says in a sentence when it is missing or cannot be read to its end. */
export async function readFile(place: BackupPlace, file: string): Promise<Readable> {
  const content = await place.read(file);
  if (content === undefined) {
    throw new BackupError(`${place.name}/${file} is missing. Restore another backup; the database was not changed.`);
  }
  return Readable.from(explained(content, `${place.name}/${file}`), { objectMode: false });
}

export async function readWhole(place: BackupPlace, file: string): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await readFile(place, file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function isDamaged(place: BackupPlace, file: string): BackupError {
  return new BackupError(
    `${place.name}/${file} is damaged: its hash is not the one that was noted. Restore another backup; the database was not changed.`,
  );
}

async function* explained(content: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError(`${name} cannot be read to its end (${why}). Nothing was restored; try again.`, { cause });
  }
}
