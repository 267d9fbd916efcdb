import { PatchbayError } from "../lib/errors.ts";
import { fileLimits, fileTooLarge } from "../lib/file-limits.ts";
import type { FileRef } from "../lib/values/values.ts";
import type { Database } from "./database/db.ts";
import { newId } from "./ids.ts";

export type NewFile = { name: string; mime: string; data: Uint8Array<ArrayBuffer> };
type FileWriter = Pick<Database, "file">;

/** Keeps an upload. Its id names it from now on; its own name is only ever shown. */
export async function saveFile(prisma: FileWriter, workspaceId: string, given: NewFile): Promise<FileRef> {
  const bytes = given.data.byteLength;
  const name = shownName(given.name);
  if (bytes > fileLimits.bytes) throw fileTooLarge(name, bytes);
  const file = { id: newId(), name, mime: given.mime.slice(0, 200), bytes };
  await prisma.file.create({ data: { ...file, workspaceId, data: given.data } });
  return file;
}

/** Throws `not_found` for a file of another workspace. */
export async function readFile(
  prisma: FileWriter,
  workspaceId: string,
  fileId: string,
): Promise<{ file: FileRef; data: Uint8Array }> {
  const found = await prisma.file.findFirst({ where: { id: fileId, workspaceId } });
  if (!found) throw new PatchbayError("not_found", "This file no longer exists. Upload it again.");
  const { id, name, mime, bytes, data } = found;
  return { file: { id, name, mime, bytes }, data };
}

/** The last part of a path, without control characters, at most 200 characters. */
export function shownName(name: string): string {
  const last = name.toWellFormed().split(/[\\/]/).at(-1) ?? "";
  const clean = last.replace(/\p{Cc}|\p{Cf}/gu, "").trim();
  return clean.length <= 200 ? clean || "Untitled" : `${clean.slice(0, 190)}…${clean.slice(-8)}`;
}
