import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { hashOf } from "../../../platform/files/files.ts";
import type { ObjectStores } from "../../../platform/files/object-store.ts";
import { BackupError, contentFile, IndexLine, type Manifest } from "../manifest.ts";
import type { BackupPlace } from "../places/place.ts";
import { hashed } from "./hashed.ts";
import { readLines } from "./lines.ts";
import { patiently } from "./patiently.ts";
import { isDamaged, readFile, readWhole } from "./read-file.ts";

type Deps = { place: BackupPlace; stores: ObjectStores };

/** Brings the index of files to this machine, once it is known to be whole. */
export async function fetchIndex(
  place: BackupPlace,
  { index, sha256 }: NonNullable<Manifest["files"]>,
  path: string,
): Promise<void> {
  const { stream, digest } = hashed();
  await pipeline(await readFile(place, index), stream, createWriteStream(path, { mode: 0o600 }));
  if (digest() !== sha256) throw isDamaged(place, index);
}

/** Reads all content that is in the backup, compares it with its hash, and puts it where new files go, if that is S3. */
export async function checkAndPutFiles({ place, stores }: Deps, index: string): Promise<void> {
  for await (const some of readLines(index, IndexLine)) {
    await Promise.all(
      some.map(async (line) => {
        if (line.is !== "copied") return;
        const data = await contentIn(place, line);
        if (stores.place !== undefined) await put(stores, stores.place, line.id, data);
      }),
    );
  }
}

/** In the restore's transaction: rows of files name what they have now. */
export async function fillFiles(client: pg.Client, { place, stores }: Deps, index: string): Promise<void> {
  for await (const some of readLines(index, IndexLine)) {
    const copied = some.filter((line) => line.is === "copied");
    if (stores.place !== undefined) {
      const ids = copied.map(({ id }) => id);
      await client.query(`UPDATE "File" SET "storedIn" = $1 WHERE id = ANY($2::text[])`, [stores.place, ids]);
      continue;
    }
    for (const line of copied) {
      const data = await contentIn(place, line);
      const kept = `UPDATE "File" SET data = $1, "storedIn" = NULL, sha256 = NULL WHERE id = $2`;
      await client.query(kept, [data, line.id]);
    }
  }
  // The triggers have noted the objects that rows named before, which are those of the installation that was backed up.
  await client.query(`DELETE FROM "UnusedObject"`);
}

async function contentIn(place: BackupPlace, { id, sha256 }: IndexLine): Promise<Buffer> {
  const file = contentFile(id);
  const data = await readWhole(place, file);
  if (hashOf(data).toString("hex") !== sha256) throw isDamaged(place, file);
  return data;
}

async function put(stores: ObjectStores, target: string, id: string, data: Buffer): Promise<void> {
  await patiently(() => stores.at(target).put(id, data)).catch((cause: unknown) => {
    if (!(cause instanceof PatchbayError)) throw cause;
    throw new BackupError(`Files cannot be put into ${target} (PATCHBAY_FILES): ${cause.message}`, { cause });
  });
}
