import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../database/db.ts";

/** Model files on this machine whose row is gone: it was deleted elsewhere, with its workspace, or while no process ran. */
export async function removeOrphans(prisma: Pick<Database, "localModel">, folder: string): Promise<void> {
  const files = (await readdir(folder)).flatMap((file) => {
    const [, id] = /^([0-9a-f-]{36})\.(?:gguf|part|copy)$/.exec(file) ?? [];
    return id === undefined ? [] : [{ file, id }];
  });
  if (files.length === 0) return;
  const rows = await prisma.localModel.findMany({
    where: { id: { in: files.map(({ id }) => id) } },
    select: { id: true },
  });
  const known = new Set(rows.map(({ id }) => id));
  for (const { file, id } of files) if (!known.has(id)) await rm(join(folder, file), { force: true });
}
