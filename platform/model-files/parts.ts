/** Model files in the file storage, in parts, for workers on machines that have them not. */

import { PatchbayError } from "../../lib/errors.ts";
import type { Database } from "../database/db.ts";
import { contentOf, hashOf } from "../files/files.ts";
import type { ObjectStores } from "../files/object-store.ts";
import { newId } from "../ids.ts";

export type PartDeps = { prisma: Database; stores: ObjectStores };
/** `at`: the first byte of the part in its file. */
type Place = { modelId: string; at: bigint };

const stagedMs = 3_600_000;

/** Puts a part where files are kept. Throws when its model was deleted. */
export async function putPart({ prisma, stores }: PartDeps, place: Place, data: Uint8Array<ArrayBuffer>) {
  const id = newId();
  const row = { id, ...place, bytes: data.byteLength, sha256: new Uint8Array(hashOf(data)) };
  const storedIn = stores.place;
  if (storedIn === undefined) {
    await prisma.localModelPart.create({ data: { ...row, data } });
    return;
  }
  // As with files: whatever happens then, the object is either named by a row or swept.
  await prisma.unusedObject.create({ data: { id, storedIn, dueAt: new Date(Date.now() + stagedMs) } });
  await stores.at(storedIn).put(id, data);
  await prisma.$transaction(async (tx) => {
    await tx.localModelPart.create({ data: { ...row, storedIn } });
    const { count } = await tx.unusedObject.deleteMany({ where: { id, storedIn } });
    if (count === 0) throw new PatchbayError("unavailable", "Storing a part of a model file took too long.");
  });
}

/** How many bytes of the file are in the storage, from its beginning. */
export async function storedBytes({ prisma }: Pick<PartDeps, "prisma">, modelId: string): Promise<number> {
  const select = { at: true, bytes: true };
  const last = await prisma.localModelPart.findFirst({ where: { modelId }, orderBy: { at: "desc" }, select });
  return last ? Number(last.at) + last.bytes : 0;
}

/** Where the last stored part begins that begins no later than at this byte; 0 when there is none. */
export async function partBefore({ prisma }: Pick<PartDeps, "prisma">, { modelId, at }: Place): Promise<number> {
  const where = { modelId, at: { lte: at } };
  const found = await prisma.localModelPart.findFirst({ where, orderBy: { at: "desc" }, select: { at: true } });
  return Number(found?.at ?? 0n);
}

/** The part that begins at this byte; undefined while there is none. One whose object is lost is forgotten, with those behind it. */
export async function readPart({ prisma, stores }: PartDeps, place: Place): Promise<Uint8Array | undefined> {
  const found = await prisma.localModelPart.findUnique({ where: { modelId_at: place } });
  if (!found) return undefined;
  try {
    return await contentOf(stores, found);
  } catch (error) {
    if (!(error instanceof PatchbayError && error.code === "not_found")) throw error;
    await prisma.localModelPart.deleteMany({ where: { modelId: place.modelId, at: { gte: place.at } } });
    return undefined;
  }
}
