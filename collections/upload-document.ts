import type { OnDuplicate } from "../lib/collection.ts";
import { DocumentMetadata } from "../lib/document-metadata.ts";
import { topics } from "../lib/messages.ts";
import type { UploadOutcome } from "../lib/views/upload-views.ts";
import { assertReadable } from "../nodes/documents/extract.ts";
import type { Broker } from "../platform/broker/broker.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import type { Database, Db } from "../platform/database/db.ts";
import { hashOf, keepStaged, type NewFile, type StagedFile, shownName, stageFile } from "../platform/files/files.ts";
import { noObjectStores, type ObjectStores } from "../platform/files/object-store.ts";
import { newId } from "../platform/ids.ts";
import { raiseRevision } from "./postgres/sql/raise-revision.ts";
import { parseInput } from "./settings.ts";
import type { DocumentRecord } from "./views.ts";

export type NewUpload = NewFile & {
  collectionId: string;
  onDuplicate?: OnDuplicate;
  metadata?: DocumentMetadata | undefined;
};

type Deps = { prisma: Db["prisma"]; broker: Pick<Broker, "publish">; stores?: ObjectStores };
type Transaction = Omit<Database, "$transaction" | "$connect" | "$disconnect" | "$on" | "$extends">;
type Uploaded = { document: DocumentRecord; outcome: UploadOutcome };
type Ask = {
  workspaceId: string;
  collectionId: string;
  file: NewFile;
  staged: StagedFile;
  onDuplicate: OnDuplicate;
  metadata: DocumentMetadata;
};

/**
 * Keeps the file and queues it, unless its bytes are in the collection already, or its name is and that is to be skipped:
 * then the answer is the document that is there. What a document replaces stays until it is ready (replace-documents.ts).
 */
export async function queueUpload(
  { prisma, broker, stores = noObjectStores }: Deps,
  workspaceId: string,
  { collectionId, onDuplicate = "replace", metadata: given = {}, ...file }: NewUpload,
): Promise<Uploaded> {
  const metadata = parseInput(DocumentMetadata, given, "metadata");
  assertReadable(file);
  const staged = await stageFile({ prisma, stores }, file);
  const uploaded = await prisma.$transaction(async (tx) => {
    // Two uploads of one file at the same time: the second one waits, and sees the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${collectionId}, 0))`;
    return place(tx, { workspaceId, collectionId, file, staged, onDuplicate, metadata });
  });
  // The workers' poll finds it too; the upload itself has worked.
  await publishBestEffort(broker, [{ topic: topics.documents, key: collectionId, value: { collectionId } }]);
  return uploaded;
}

async function place(
  tx: Transaction,
  { workspaceId, collectionId, file, staged, onDuplicate, metadata }: Ask,
): Promise<Uploaded> {
  const named = { collectionId, name: shownName(file.name), status: { not: "failed" } };
  const same = await findSameBytes(tx, collectionId, file);
  if (same) {
    if (onDuplicate === "replace") await dropOthers(tx, { ...named, id: { not: same.id } });
    return { document: same, outcome: "unchanged" };
  }
  const earlier = await tx.document.findFirst({ where: named, orderBy: { createdAt: "desc" } });
  if (earlier && onDuplicate === "skip") return { document: earlier, outcome: "skipped" };
  const { id: fileId, ...rest } = await keepStaged(tx, workspaceId, staged);
  const replaces = onDuplicate === "replace";
  const document = await tx.document.create({
    data: { ...rest, id: newId(), collectionId, fileId, replaces, metadata },
  });
  return { document, outcome: replaces && earlier ? "replacing" : "added" };
}

async function findSameBytes(
  tx: Transaction,
  collectionId: string,
  file: NewFile,
): Promise<DocumentRecord | undefined> {
  const [same] = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM "Document" d JOIN "File" f ON f.id = d."fileId"
    WHERE d."collectionId" = ${collectionId} AND d.status <> 'failed' AND d.bytes = ${file.data.byteLength}
      AND (f.data = ${file.data} OR f.sha256 = ${hashOf(file.data)}) ORDER BY d.name = ${shownName(file.name)} DESC LIMIT 1`;
  return same && (await tx.document.findUniqueOrThrow({ where: { id: same.id } }));
}

type Which = { collectionId: string; name: string; id: { not: string } };

/** Other versions of what is there already. Those of Pinecone are found no more, since search asks for their rows. */
async function dropOthers(tx: Transaction, where: Which): Promise<void> {
  const others = await tx.document.findMany({ where, select: { id: true, fileId: true } });
  if (others.length === 0) return;
  await tx.$executeRawUnsafe(raiseRevision.text, where.collectionId);
  await tx.document.deleteMany({ where: { id: { in: others.map(({ id }) => id) } } });
  await tx.file.deleteMany({ where: { id: { in: others.flatMap(({ fileId }) => fileId ?? []) } } });
}
