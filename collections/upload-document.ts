import type { OnDuplicate } from "../lib/documents/collection.ts";
import { columnFileEndings, DocumentColumns, hasColumns } from "../lib/documents/document-columns.ts";
import { DocumentMetadata } from "../lib/documents/document-metadata.ts";
import { PatchbayError } from "../lib/errors.ts";
import { topics } from "../lib/messages.ts";
import { assertReadable } from "../nodes/documents/extract.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import type { Database } from "../platform/database/db.ts";
import {
  hashOf,
  keepOrDrop,
  keepStaged,
  type NewFile,
  type StagedFile,
  shownName,
  stageFile,
} from "../platform/files/files.ts";
import { noObjectStores } from "../platform/files/object-store.ts";
import { newId } from "../platform/ids.ts";
import { assertRoom } from "../platform/quotas/assert-room.ts";
import { dropOthers, type Transaction, type UploadDeps, type Uploaded } from "./rows/drop-others.ts";
import { queueRows } from "./rows/queue-rows.ts";
import { parseInput } from "./settings.ts";
import type { DocumentRecord } from "./views.ts";

export type NewUpload = NewFile & {
  collectionId: string;
  onDuplicate?: OnDuplicate;
  metadata?: DocumentMetadata | undefined;
  /** Left out: as the document has them whose place this one takes. */
  columns?: DocumentColumns | undefined;
};

type Ask = {
  workspaceId: string;
  collectionId: string;
  file: NewFile;
  staged: StagedFile;
  onDuplicate: OnDuplicate;
  metadata: DocumentMetadata;
  columns: DocumentColumns | undefined;
};

/**
 * Keeps the file and queues it, unless its bytes are in the collection already, or its name is and that is to be skipped:
 * then the answer is the document that is there. What a document replaces stays until it is ready (replace-documents.ts).
 */
export async function queueUpload(
  { prisma, broker, stores = noObjectStores }: UploadDeps,
  workspaceId: string,
  { collectionId, onDuplicate = "replace", metadata: given = {}, columns: asked, ...file }: NewUpload,
): Promise<Uploaded> {
  const metadata = parseInput(DocumentMetadata, given, "metadata");
  assertReadable(file);
  const columns = await columnsFor(prisma, { collectionId, onDuplicate, name: shownName(file.name), columns: asked });
  if (columns && !hasColumns(file.name)) throw withoutColumns(file.name);
  const ask = { workspaceId, collectionId, file, onDuplicate, metadata };
  if (columns?.rows === "documents") return queueRows({ prisma, broker }, { ...ask, columns });
  const staged = await stageFile({ prisma, stores }, file);
  const put = () =>
    prisma.$transaction(async (tx) => {
      // Two uploads of one file at the same time: the second one waits, and sees the first.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${collectionId}, 0))`;
      return place(tx, { ...ask, staged, columns });
    });
  const uploaded = await keepOrDrop({ prisma }, staged, put);
  // The workers' poll finds it too; the upload itself has worked.
  await publishBestEffort(broker, [{ topic: topics.documents, key: collectionId, value: { collectionId } }]);
  return uploaded;
}

async function place(
  tx: Transaction,
  { workspaceId, collectionId, file, staged, onDuplicate, metadata, columns }: Ask,
): Promise<Uploaded> {
  const named = { collectionId, name: shownName(file.name), status: { not: "failed" } };
  const same = await findSameBytes(tx, { collectionId, file, columns });
  if (same) {
    if (onDuplicate === "replace") await dropOthers(tx, { ...named, id: { not: same.id } });
    return { document: same, outcome: "unchanged" };
  }
  const earlier = await tx.document.findFirst({ where: named, orderBy: { createdAt: "desc" } });
  if (earlier && onDuplicate === "skip") return { document: earlier, outcome: "skipped" };
  const { id: fileId, ...rest } = await keepStaged(tx, workspaceId, staged);
  // How many it makes is known when it has been read (ingest.ts); one at least.
  await assertRoom(tx, workspaceId, { quota: "chunks" });
  const replaces = onDuplicate === "replace";
  const document = await tx.document.create({
    data: { ...rest, id: newId(), collectionId, fileId, replaces, metadata, ...(columns && { columns }) },
  });
  return { document, outcome: replaces && earlier ? "replacing" : "added" };
}

async function findSameBytes(
  tx: Transaction,
  { collectionId, file, columns }: Pick<Ask, "collectionId" | "file" | "columns">,
): Promise<DocumentRecord | undefined> {
  const as = columns ? JSON.stringify(columns) : null;
  const [same] = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM "Document" d JOIN "File" f ON f.id = d."fileId"
    WHERE d."collectionId" = ${collectionId} AND d."rowOf" IS NULL AND d.columns IS NOT DISTINCT FROM ${as}::jsonb AND d.status <> 'failed' AND d.bytes = ${file.data.byteLength}
      AND (f.data = ${file.data} OR f.sha256 = ${hashOf(file.data)}) ORDER BY d.name = ${shownName(file.name)} DESC LIMIT 1`;
  return same && (await tx.document.findUniqueOrThrow({ where: { id: same.id } }));
}

/** Those that were asked for, or else of the document whose place the file takes. Undefined: no column is a field. */
async function columnsFor(
  prisma: Pick<Database, "document">,
  { collectionId, onDuplicate, name, columns }: Pick<NewUpload, "collectionId" | "onDuplicate" | "name" | "columns">,
): Promise<DocumentColumns | undefined> {
  const isNone = columns?.fields.length === 0 && columns.rows === "chunks";
  if (columns || onDuplicate !== "replace") return isNone ? undefined : columns;
  const earlier = await prisma.document.findFirst({
    where: {
      collectionId,
      status: { not: "failed" },
      OR: [
        { name, rowOf: null },
        { rowOf: name, name: { not: name } },
      ],
    },
    orderBy: { createdAt: "desc" },
  });
  return earlier?.columns ? DocumentColumns.parse(earlier.columns) : undefined;
}

function withoutColumns(name: string): PatchbayError {
  const message = `“${name}” has no columns. Only of these files they can be fields: ${columnFileEndings.join(", ")}.`;
  return new PatchbayError("bad_input", message);
}
