import { createHash } from "node:crypto";
import { fileLimits, fileTooLarge } from "../../lib/documents/file-limits.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { Database } from "../database/db.ts";
import { newId } from "../ids.ts";
import { assertRoom } from "../quotas/assert-room.ts";
import type { ObjectStores } from "./object-store.ts";

export type NewFile = { name: string; mime: string; data: Uint8Array<ArrayBuffer> };
type Writer = Pick<Database, "file" | "unusedObject" | "$queryRawUnsafe">;
export type FileDeps = { prisma: Pick<Database, "file" | "unusedObject" | "$transaction">; stores: ObjectStores };
type Content = {
  data: Uint8Array<ArrayBuffer> | null;
  storedIn: string | null;
  sha256: Uint8Array<ArrayBuffer> | null;
};
/** A file whose content is where it will stay. It is one when a row says so (`keepStaged`). */
export type StagedFile = FileRef & Content;

/** Until then a row has to name what was put, or it is deleted. */
const stagedMs = 3_600_000;

/** Keeps an upload. Its id names it from now on; its own name is only ever shown. */
export async function saveFile(deps: FileDeps, workspaceId: string, given: NewFile): Promise<FileRef> {
  const staged = await stageFile(deps, given);
  return await keepOrDrop(deps, staged, () => {
    return deps.prisma.$transaction((tx) => keepStaged(tx, workspaceId, staged));
  });
}

/** What `keep` answers. When it throws, such as for want of room, the content goes with the next sweep and not an hour later. */
export async function keepOrDrop<T>(
  { prisma }: { prisma: Pick<Database, "unusedObject"> },
  { id, storedIn }: StagedFile,
  keep: () => Promise<T>,
): Promise<T> {
  try {
    return await keep();
  } catch (thrown) {
    // Where it was kept all the same, there is no such row any more.
    const isDue = { where: { id }, data: { dueAt: new Date() } };
    if (storedIn !== null) await prisma.unusedObject.updateMany(isDue).catch(() => undefined);
    throw thrown;
  }
}

/** The slow part, outside of a transaction: puts the content where it belongs. */
export async function stageFile({ prisma, stores }: FileDeps, given: NewFile): Promise<StagedFile> {
  const { data } = given;
  const bytes = data.byteLength;
  const name = shownName(given.name);
  if (bytes > fileLimits.bytes) throw fileTooLarge(name, bytes);
  const file = { id: newId(), name, mime: given.mime.slice(0, 200), bytes };
  const storedIn = stores.place;
  if (storedIn === undefined) return { ...file, data, storedIn: null, sha256: null };
  // Before it is put: whatever happens then, the object is either named by a row or swept (sweep-objects.ts).
  await prisma.unusedObject.create({ data: { id: file.id, storedIn, dueAt: new Date(Date.now() + stagedMs) } });
  await stores.at(storedIn).put(file.id, data);
  return { ...file, data: null, storedIn, sha256: hashOf(data) };
}

/** The row, with whatever else the caller's transaction writes. Throws `over_quota` when there is no room for it. */
export async function keepStaged(tx: Writer, workspaceId: string, staged: StagedFile): Promise<FileRef> {
  const { id, name, mime, bytes, storedIn } = staged;
  await assertRoom(tx, workspaceId, { quota: "storageBytes", more: bytes });
  await tx.file.create({ data: { ...staged, workspaceId } });
  if (storedIn !== null) {
    const { count } = await tx.unusedObject.deleteMany({ where: { id, storedIn } });
    if (count === 0) throw new PatchbayError("unavailable", "Storing the file took too long. Upload it again.");
  }
  return { id, name, mime, bytes };
}

/** Throws `not_found` for a file of another workspace. */
export async function readFile(
  { prisma, stores }: Pick<FileDeps, "stores"> & { prisma: Pick<Database, "file"> },
  workspaceId: string,
  fileId: string,
): Promise<{ file: FileRef; data: Uint8Array }> {
  const found = await prisma.file.findFirst({ where: { id: fileId, workspaceId } });
  if (!found) throw gone();
  const { id, name, mime, bytes } = found;
  return { file: { id, name, mime, bytes }, data: await contentOf(stores, found) };
}

/** The content of a file's row, wherever it lies. */
export async function contentOf(
  stores: ObjectStores,
  { id, data, storedIn, sha256 }: { id: string } & Partial<Content>,
): Promise<Uint8Array> {
  if (data) return data;
  const found = storedIn ? await stores.at(storedIn).get(id) : undefined;
  if (!found) throw gone();
  if (sha256 && !hashOf(found).equals(sha256)) {
    throw new PatchbayError("internal", `The object ${id} in ${storedIn} is not what was put there.`);
  }
  return found;
}

export function hashOf(data: Uint8Array): Buffer<ArrayBuffer> {
  return createHash("sha256").update(data).digest();
}

/** The last part of a path, without control characters, at most 200 characters. */
export function shownName(name: string): string {
  const last = name.toWellFormed().split(/[\\/]/).at(-1) ?? "";
  const clean = last
    .normalize("NFC")
    .replace(/\p{Cc}|\p{Cf}/gu, "")
    .trim();
  return clean.length <= 200 ? clean || "Untitled" : `${clean.slice(0, 190)}…${clean.slice(-8)}`;
}

function gone(): PatchbayError {
  return new PatchbayError("not_found", "This file no longer exists. Upload it again.");
}
