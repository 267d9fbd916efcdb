/** Collections as the API, the seed and the nodes see them. Everything is of one workspace; others' ids are not found. */

import { PatchbayError } from "../lib/errors.ts";
import { defined } from "../lib/values/defined.ts";
import type { Document } from "../lib/values/values.ts";
import type { CollectionView, DocumentView, UploadedDocument } from "../lib/views/api-views.ts";
import type { Services } from "../nodes/define.ts";
import { embeddingModel } from "../nodes/models/built-in/embeddings.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { Db } from "../platform/database/db.ts";
import { newId } from "../platform/ids.ts";
import { Prisma } from "../prisma/generated/client.ts";
import { addDocuments } from "./add-documents.ts";
import { type Documents, openDocuments } from "./documents.ts";
import type { Drivers } from "./drivers.ts";
import type { Embed } from "./embed.ts";
import { findInCollection } from "./find-in-collection.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import { raiseRevision } from "./postgres/sql/raise-revision.ts";
import { searchCollection } from "./search-collection.ts";
import { CollectionChange, type NewCollectionInput, parseInput, parseNewCollection } from "./settings.ts";
import { type NewUpload, queueUpload } from "./upload-document.ts";
import { asCollectionView, asDocumentView, type CollectionRecord } from "./views.ts";

export type CollectionsDeps = {
  prisma: Db["prisma"];
  pool: Db["pool"];
  broker: Pick<Broker, "publish">;
  drivers: Drivers;
  embed: Embed;
};

export type Collections = Services["collections"] &
  Documents & {
    list(): Promise<CollectionView[]>;
    get(id: string): Promise<CollectionView>;
    /** Throws `conflict` when the name is taken, `bad_input` when the driver cannot be reached with these settings. */
    create(given: NewCollectionInput): Promise<CollectionView>;
    update(id: string, change: CollectionChange): Promise<CollectionView>;
    delete(id: string): Promise<void>;
    documents(id: string): Promise<DocumentView[]>;
    /** Keeps the file and queues it; a worker takes it in. Throws `bad_input` or `too_large` for what cannot be read. */
    addUpload(upload: NewUpload): Promise<UploadedDocument>;
    deleteDocument(documentId: string): Promise<void>;
  };

export function openCollections(deps: CollectionsDeps, workspaceId: string): Collections {
  const { prisma, pool, drivers } = deps;

  async function find(id: string): Promise<CollectionRecord> {
    const found = await prisma.collection.findFirst({ where: { id, workspaceId } });
    if (!found) throw new PatchbayError("not_found", "This collection no longer exists.");
    return found;
  }

  const view = async (collection: CollectionRecord) => {
    const sum = await prisma.document.aggregate({
      where: { collectionId: collection.id, status: { not: "failed" } },
      _count: true,
      _sum: { chunksDone: true },
    });
    return asCollectionView(collection, { documents: sum._count, chunks: sum._sum.chunksDone ?? 0 });
  };

  return {
    ...openDocuments(deps, workspaceId),

    async list() {
      const found = await prisma.collection.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
      return Promise.all(found.map(view));
    },

    get: async (id) => view(await find(id)),

    async create(given) {
      const input = parseNewCollection(given);
      const dimensions = embeddingModel.dimensions;
      const id = newId();
      // A driver that cannot be reached fails now, while a user is present, rather than at the first document.
      await (await drivers.open({ ...input, id, workspaceId, dimensions })).count();
      const data = { ...input, id, workspaceId, dimensions, embedding: embeddingModel.name };
      return view(await prisma.collection.create({ data }).catch(nameTaken(input.name)));
    },

    async update(id, change) {
      await find(id);
      const data = defined(parseInput(CollectionChange, change));
      return view(await prisma.collection.update({ where: { id }, data }).catch(nameTaken(data.name)));
    },

    async delete(id) {
      const collection = await find(id);
      if (collection.driver !== "postgres") await (await drivers.open(collection)).deleteAll().catch(ignoreUnreachable);
      const files = await prisma.document.findMany({ where: { collectionId: id }, select: { fileId: true } });
      const fileIds = files.flatMap(({ fileId }) => fileId ?? []);
      await prisma.$transaction([
        prisma.collection.delete({ where: { id } }),
        prisma.file.deleteMany({ where: { id: { in: fileIds }, workspaceId } }),
      ]);
    },

    async documents(id) {
      await find(id);
      const found = await prisma.document.findMany({ where: { collectionId: id }, orderBy: { createdAt: "asc" } });
      return found.map(asDocumentView);
    },

    async addUpload(upload) {
      await find(upload.collectionId);
      const { document, outcome } = await queueUpload(deps, workspaceId, upload);
      return { ...asDocumentView(document), outcome };
    },

    deleteDocument: (documentId) => deleteDocument(deps, workspaceId, documentId),

    async search(id, query, signal): Promise<Document[]> {
      return searchCollection({ pool, drivers, embed: deps.embed }, { collection: await find(id), query }, signal);
    },

    async find(id, field, signal) {
      return findInCollection({ drivers }, { collection: await find(id), field }, signal);
    },

    async nearest(id, query, signal) {
      return nearestChunks({ pool, drivers }, { collection: await find(id), query }, signal);
    },

    async add(id, documents, options) {
      return addDocuments(deps, { collection: await find(id), documents }, options);
    },
  };
}

async function deleteDocument(
  { prisma, drivers }: CollectionsDeps,
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

function nameTaken(name: string | undefined) {
  return (error: unknown): never => {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new PatchbayError("conflict", `There is already a collection named “${name}”. Choose another name.`);
    }
    throw error;
  };
}

/** A collection must go even when its key was revoked or its index deleted; what is busy may be tried again. */
function ignoreUnreachable(error: unknown): void {
  if (error instanceof PatchbayError && !error.canRetry) return;
  throw error;
}
