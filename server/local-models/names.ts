import type { Database } from "../../platform/database/db.ts";
import { shownName } from "../../platform/files/files.ts";

/** What a model is called that is given no name: its file, without the ending. */
export function nameOfFile(path: string): string {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // A percent sign that stands for itself.
  }
  return (
    shownName(plain)
      .replace(/\.gguf$/i, "")
      .slice(0, 100) || "Model"
  );
}

/** What nodes name it by: small letters, digits, dots and hyphens; the first of that name that the workspace has not. */
export async function freeKey(prisma: Database, workspaceId: string, name: string): Promise<string> {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  const base = plain === "" ? "model" : plain;
  const where = { workspaceId, key: { startsWith: base } };
  const taken = new Set((await prisma.localModel.findMany({ where, select: { key: true } })).map(({ key }) => key));
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}-${number}`;
  return key;
}
