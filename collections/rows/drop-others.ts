import type { UploadOutcome } from "../../lib/views/upload-views.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Database, Db } from "../../platform/database/db.ts";
import type { ObjectStores } from "../../platform/files/object-store.ts";
import { raiseRevision } from "../postgres/sql/raise-revision.ts";
import type { DocumentRecord } from "../views.ts";

export type UploadDeps = { prisma: Db["prisma"]; broker: Pick<Broker, "publish">; stores?: ObjectStores };
export type Transaction = Omit<Database, "$transaction" | "$connect" | "$disconnect" | "$on" | "$extends">;
/** `rows`: how many documents the rows of the file are. */
export type Uploaded = { document: DocumentRecord; outcome: UploadOutcome; rows?: number };

type Which = { collectionId: string; name?: string | { in: string[] }; rowOf?: string | null; id?: { not: string } };

/** Other versions of what is there already. Those of Pinecone are found no more, since search asks for their rows. */
export async function dropOthers(tx: Transaction, where: Which): Promise<void> {
  const others = await tx.document.findMany({ where, select: { id: true, fileId: true } });
  if (others.length === 0) return;
  await tx.$executeRawUnsafe(raiseRevision.text, where.collectionId);
  await tx.document.deleteMany({ where: { id: { in: others.map(({ id }) => id) } } });
  await tx.file.deleteMany({ where: { id: { in: others.flatMap(({ fileId }) => fileId ?? []) } } });
}
