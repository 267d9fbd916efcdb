/** One document of a collection: its state, its chunks, and having it indexed again. Of other workspaces nothing is found. */
import { ChunkUnit, chunkSizeProblem } from "../lib/documents/collection.ts";
import { DocumentMetadata } from "../lib/documents/document-metadata.ts";
import { PatchbayError } from "../lib/errors.ts";
import { topics } from "../lib/messages.ts";
import type { ChunkView, DocumentView } from "../lib/views/api-views.ts";
import type { Broker } from "../platform/broker/broker.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import type { Db } from "../platform/database/db.ts";
import type { Drivers } from "./drivers.ts";
import { parseInput } from "./settings.ts";
import { asDocumentView } from "./views.ts";

type Deps = { prisma: Db["prisma"]; broker: Pick<Broker, "publish">; drivers: Drivers };
/** Every call throws `not_found` when the collection has no such document. */
type DocumentAddress = { collectionId: string; documentId: string };

export type Documents = {
  document(at: DocumentAddress): Promise<DocumentView>;
  chunks(at: DocumentAddress, page: { from: number; limit: number }): Promise<ChunkView[]>;
  /**
   * What searches are filtered by; takes the place of what was given before. Throws `stale_revision` when a revision is named
   * and the document has another one.
   */
  setMetadata(at: DocumentAddress, metadata: DocumentMetadata, revision?: number): Promise<DocumentView>;
  /**
   * Has the file cut and embedded anew, in chunks of another size when one is given. Its chunks are not found meanwhile.
   * Throws `conflict` while the document is indexed anyway, and for one without a file, which a pipeline added.
   */
  reindex(
    at: DocumentAddress,
    cut?: { chunkSize?: number | undefined; chunkUnit?: ChunkUnit | undefined },
  ): Promise<DocumentView>;
};

export function openDocuments({ prisma, broker, drivers }: Deps, workspaceId: string): Documents {
  async function find({ collectionId, documentId }: DocumentAddress) {
    const where = { id: documentId, collection: { id: collectionId, workspaceId } };
    const found = await prisma.document.findFirst({ where, include: { collection: true } });
    if (!found) throw new PatchbayError("not_found", "This document is not in this collection.");
    return found;
  }

  return {
    document: async (at) => asDocumentView(await find(at)),

    async chunks(at, page) {
      const { id, collection } = await find(at);
      const chunks = await (await drivers.open(collection)).chunks(id, page);
      return chunks.map(({ position, text, metadata }) => ({ position, text, metadata }));
    },

    async setMetadata(at, given, revision) {
      const metadata = parseInput(DocumentMetadata, given, "metadata");
      const { id, collection } = await find(at);
      const where = { id, ...(revision === undefined ? {} : { revision }) };
      const changed = await prisma.document.updateMany({ where, data: { metadata, revision: { increment: 1 } } });
      if (changed.count === 0) throw stale();
      await (await drivers.open(collection)).regive(id, metadata);
      return asDocumentView(await find(at));
    },

    async reindex(at, given = {}) {
      const { id, fileId, chunkSize, chunkUnit, status, token, collection, ...had } = await find(at);
      if (fileId === null) {
        throw new PatchbayError("conflict", "A pipeline added this document. Run the pipeline again to index it anew.");
      }
      if (status === "queued" || status === "processing") throw busy();
      const cut = cutOf(given, { chunkSize, chunkUnit });
      // Claimed while its chunks go, so that no worker writes new ones yet; when this process ends, the lease does too.
      const claimed = await prisma.document.updateMany({
        where: { id, token, status },
        data: {
          ...anew,
          // The room in its workspace's quota, which other documents could take meanwhile.
          chunksTotal: status === "failed" ? had.chunksDone : had.chunksTotal,
          status: "processing",
          token: token + 1,
          leaseUntil: new Date(Date.now() + LEASE_MS),
          ...cut,
        },
      });
      if (claimed.count === 0) throw busy();
      await (await drivers.open(collection)).deleteDocument(id);
      await prisma.document.updateMany({
        where: { id, token: token + 1 },
        data: { status: "queued", leaseUntil: null },
      });
      await publishBestEffort(broker, [
        { topic: topics.documents, key: collection.id, value: { collectionId: collection.id } },
      ]);
      return asDocumentView(await find(at));
    },
  };
}

/** A unit alone would make other chunks of the number that there is. */
function cutOf(
  given: { chunkSize?: number | undefined; chunkUnit?: ChunkUnit | undefined },
  now: { chunkSize: number; chunkUnit: string },
) {
  if (given.chunkSize === undefined && given.chunkUnit === undefined) return now;
  const chunkUnit = given.chunkUnit ?? (given.chunkSize === undefined ? ChunkUnit.parse(now.chunkUnit) : "characters");
  const chunkSize = given.chunkSize ?? now.chunkSize;
  const problem = chunkSizeProblem(chunkSize, chunkUnit);
  if (problem !== undefined)
    throw new PatchbayError("bad_input", problem, { issues: [{ path: "chunkSize", message: problem }] });
  return { chunkSize, chunkUnit };
}

const LEASE_MS = 60_000;
const anew = { chunksDone: 0, error: null, attempts: 0 };

function stale(): PatchbayError {
  const words = "The fields of this document were changed after you read them. Reload it, and make your change again.";
  return new PatchbayError("stale_revision", words);
}

function busy(): PatchbayError {
  return new PatchbayError("conflict", "This document is being indexed. Wait until it is done.");
}
