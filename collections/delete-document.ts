import { PatchbayError } from "../lib/errors.ts";
import type { Db } from "../platform/database/db.ts";
import type { Drivers } from "./drivers.ts";
import { raiseRevision } from "./postgres/sql/raise-revision.ts";

type Deps = { prisma: Db["prisma"]; drivers: Drivers };

/** With its file and its chunks. Throws `not_found` for a document of another workspace. */
export async function deleteDocument(
  { prisma, drivers }: Deps,
  workspaceId: string,
  documentId: string,
): Promise<void> {
  const found = await prisma.document.findFirst({
    where: { id: documentId, collection: { workspaceId } },
    include: { collection: true },
  });
  if (!found) throw new PatchbayError("not_found", "This document no longer exists.");
  await prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(raiseRevision.text, found.collectionId);
    await tx.document.deleteMany({ where: { id: documentId } });
    if (found.fileId) await tx.file.deleteMany({ where: { id: found.fileId, workspaceId } });
  });
  // The row goes first: search leaves out chunks of documents that have no row (search-collection.ts).
  if (found.collection.driver !== "postgres") await (await drivers.open(found.collection)).deleteDocument(documentId);
}
