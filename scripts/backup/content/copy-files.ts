import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { PatchbayError } from "../../../lib/errors.ts";
import { contentOf } from "../../../platform/files/files.ts";
import type { ObjectStores } from "../../../platform/files/object-store.ts";
import { BackupError, contentFile, FileLine, type IndexLine, indexFile, type Manifest } from "../manifest.ts";
import type { BackupPlace } from "../places/place.ts";
import { hashed } from "./hashed.ts";
import { readLines, writeLines } from "./lines.ts";
import { patiently } from "./patiently.ts";

export type CopyFiles = {
  place: BackupPlace;
  stores: ObjectStores;
  /** Leaves content where it is, and only notes where that is. */
  withoutFiles: boolean;
  /** An earlier attempt may have copied some. */
  resumes: boolean;
};

/**
 * Copies the content that the snapshot's files have in an object storage. Objects never change and outlive their row by a
 * day, so they are as the snapshot says without holding it open. `listed` and `index` are files on this machine.
 */
export async function copyFiles(
  { listed, index }: { listed: string; index: string },
  options: CopyFiles,
): Promise<NonNullable<Manifest["files"]>> {
  const counts = { copied: 0, bytes: 0, referenced: 0, lost: 0 };
  const lines = writeLines(index);
  for await (const some of readLines(listed, FileLine)) {
    const copied = await Promise.all(some.map(async (line) => ({ ...line, is: await copyFile(line, options) })));
    for (const line of copied) {
      count(counts, line);
      await lines.add(line);
    }
  }
  await lines.end();
  const { stream, digest } = hashed();
  await pipeline(createReadStream(index), stream, (source) =>
    options.place.write(indexFile, Readable.from(source, { objectMode: false })),
  );
  return { index: indexFile, sha256: digest(), ...counts };
}

function count(counts: { copied: number; bytes: number; referenced: number; lost: number }, line: IndexLine): void {
  if (line.is === "copied") counts.bytes += line.bytes;
  counts[line.is === "copied" || line.is === "referenced" ? line.is : "lost"] += 1;
}

async function copyFile(line: FileLine, { place, stores, withoutFiles, resumes }: CopyFiles): Promise<IndexLine["is"]> {
  if (withoutFiles) return "referenced";
  const file = contentFile(line.id);
  if (resumes && (await place.sizeOf(file)) === line.bytes) return "copied";
  const content = await contentFrom(stores, line);
  if (typeof content === "string") return content;
  await place.write(file, Readable.from([content]));
  return "copied";
}

async function contentFrom(stores: ObjectStores, line: FileLine): Promise<Buffer | "missing" | "damaged"> {
  try {
    const asked = { ...line, sha256: Buffer.from(line.sha256, "hex") };
    return Buffer.from(await patiently(() => contentOf(stores, asked)));
  } catch (cause) {
    if (!(cause instanceof PatchbayError)) throw cause;
    if (cause.code === "not_found") return "missing";
    if (cause.code === "internal" && cause.cause === undefined) return "damaged";
    throw new BackupError(`Files in ${line.storedIn} cannot be read: ${cause.message}`, { cause });
  }
}
