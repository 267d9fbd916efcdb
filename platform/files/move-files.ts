import type { Database } from "../database/db.ts";
import { contentOf, hashOf } from "./files.ts";
import type { ObjectStores } from "./object-store.ts";

type Deps = { prisma: Pick<Database, "file" | "unusedObject" | "$transaction">; stores: ObjectStores };

const stagedMs = 3_600_000;

/**
 * Brings every file to where new ones go, while Patchbay runs: a row names the new place only when the content is there, and
 * the old one stays for a day. Files that are deleted meanwhile are left out. Answers how many were moved.
 */
export async function moveFiles(deps: Deps, onMoved: (moved: number) => void = () => {}): Promise<number> {
  const { prisma, stores } = deps;
  const target = stores.place ?? null;
  const where =
    target === null ? { storedIn: { not: null } } : { OR: [{ storedIn: null }, { storedIn: { not: target } }] };
  let moved = 0;
  let after = "";
  for (;;) {
    const found = await prisma.file.findMany({
      ...{ where: { AND: [where, { id: { gt: after } }] }, select: { id: true }, orderBy: { id: "asc" }, take: 100 },
    });
    for (const { id } of found) {
      if (await moveFile(deps, id, target)) onMoved(++moved);
      after = id;
    }
    if (found.length === 0) return moved;
  }
}

async function moveFile({ prisma, stores }: Deps, id: string, target: string | null): Promise<boolean> {
  const row = await prisma.file.findUnique({ where: { id } });
  if (!row || row.storedIn === target) return false;
  const data = new Uint8Array(await contentOf(stores, row));
  const from = { id, storedIn: row.storedIn };
  if (target === null) {
    const { count } = await prisma.file.updateMany({ where: from, data: { data, storedIn: null, sha256: null } });
    return count === 1;
  }
  const object = { id, storedIn: target };
  const dueAt = new Date(Date.now() + stagedMs);
  const mark = { where: { id_storedIn: object }, create: { ...object, dueAt }, update: { dueAt } };
  await prisma.unusedObject.upsert(mark);
  await stores.at(target).put(id, data);
  return await prisma.$transaction(async (tx) => {
    const to = { data: null, storedIn: target, sha256: hashOf(data) };
    const { count } = await tx.file.updateMany({ where: from, data: to });
    // When the file is gone, the mark stays, and what was put is swept.
    if (count === 1) await tx.unusedObject.deleteMany({ where: object });
    return count === 1;
  });
}
