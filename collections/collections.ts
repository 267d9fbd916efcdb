/** Collections as the API, the seed and the nodes see them. Everything is of one workspace; others' ids are not found. */

import type { EmbeddingChoice } from "../lib/documents/embedding-choice.ts";
import { PatchbayError } from "../lib/errors.ts";
import { topics } from "../lib/messages.ts";
import { defined } from "../lib/values/defined.ts";
import { CollectionSizes, type CollectionView, type DocumentView } from "../lib/views/api-views.ts";
import type { UploadedDocument } from "../lib/views/upload-views.ts";
import type { Services } from "../nodes/define.ts";
import { isOtherLanguage } from "../nodes/models/embeddings/other-language.ts";
import type { Broker } from "../platform/broker/broker.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import type { Db } from "../platform/database/db.ts";
import type { ObjectStores } from "../platform/files/object-store.ts";
import { newId } from "../platform/ids.ts";
import { Prisma } from "../prisma/generated/client.ts";
import { addDocuments } from "./add-documents.ts";
import { changeEmbedding, tryEmbedding } from "./change-embedding.ts";
import { deleteDocument } from "./delete-document.ts";
import { type Documents, openDocuments } from "./documents.ts";
import type { Drivers } from "./drivers.ts";
import type { EmbedDeps, RerankWith } from "./embed.ts";
import { withPresentEmbedding } from "./embedding-changed.ts";
import { findInCollection } from "./find-in-collection.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import { collectionSizes, sampleTexts } from "./postgres/sql/statements.ts";
import { progressOf } from "./reembed/progress.ts";
import { searchCollection } from "./search/search-collection.ts";
import { CollectionChange, type NewCollectionInput, parseInput, parseNewCollection } from "./settings.ts";
import { type NewUpload, queueUpload } from "./upload-document.ts";
import { asCollectionView, asDocumentView, type CollectionRecord } from "./views.ts";
import { openWebSources, type WebSources } from "./web/web-sources.ts";

export type CollectionsDeps = {
  prisma: Db["prisma"];
  pool: Db["pool"];
  broker: Pick<Broker, "publish">;
  drivers: Drivers;
  /** Where files lie; in the database when it is left out. */
  stores?: ObjectStores;
  /** Without it there is no reranking. */
  rerankWith?: RerankWith;
} & EmbedDeps;

export type Collections = Services["collections"] &
  Documents & {
    /** Pages of the web that are documents of a collection. */
    web: WebSources;
    list(): Promise<CollectionView[]>;
    get(id: string): Promise<CollectionView>;
    /** Throws `conflict` when the name is taken, `bad_input` when the driver cannot be reached with these settings. */
    create(given: NewCollectionInput): Promise<CollectionView>;
    update(id: string, change: CollectionChange): Promise<CollectionView>;
    /** In the background; see change-embedding.ts. Throws `conflict` for a collection in Pinecone. */
    setEmbedding(id: string, model: EmbeddingChoice): Promise<CollectionView>;
    delete(id: string): Promise<void>;
    documents(id: string): Promise<DocumentView[]>;
    sizes(id: string): Promise<CollectionSizes>;
    /** Keeps the file and queues it; a worker takes it in. Throws `bad_input` or `too_large` for what cannot be read. */
    addUpload(upload: NewUpload): Promise<UploadedDocument>;
    deleteDocument(documentId: string): Promise<void>;
  };

export function openCollections(deps: CollectionsDeps, workspaceId: string): Collections {
  const { prisma, pool, drivers, broker } = deps;

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
    const reembedding = await progressOf(pool, collection);
    return asCollectionView(collection, { documents: sum._count, chunks: sum._sum.chunksDone ?? 0, reembedding });
  };

  return {
    ...{ ...openDocuments(deps, workspaceId), web: openWebSources(deps, workspaceId) },

    async list() {
      const found = await prisma.collection.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
      return Promise.all(found.map(view));
    },

    get: async (id) => view(await find(id)),

    async create(given) {
      const { embedding: choice, ...input } = parseNewCollection(given);
      const { model, name, dimensions } = await tryEmbedding(deps, { workspaceId, model: choice });
      const id = newId();
      // A driver that cannot be reached fails now, while a user is present, rather than at the first document.
      await (
        await drivers.open({
          ...{ ...input, id, workspaceId, dimensions },
          ...{ embeddingModel: model, generation: 0 },
        })
      ).count();
      const data = {
        ...{ ...input, id, workspaceId, dimensions },
        ...{ embedding: name, ...(model && { embeddingModel: model }) },
      };
      return view(await prisma.collection.create({ data }).catch(nameTaken(input.name)));
    },

    async update(id, change) {
      await find(id);
      const data = defined(parseInput(CollectionChange, change));
      return view(await prisma.collection.update({ where: { id }, data }).catch(nameTaken(data.name)));
    },

    async setEmbedding(id, model) {
      await changeEmbedding(deps, await find(id), model);
      await publishBestEffort(broker, [{ topic: topics.documents, key: id, value: { collectionId: id } }]);
      return view(await find(id));
    },

    delete: async (id) => deleteCollection(deps, await find(id)),

    sizes: async (id) => readSizes(deps, await find(id)),

    async documents(id) {
      await find(id);
      return (await prisma.document.findMany(allOf(id))).map(asDocumentView);
    },

    async addUpload(upload) {
      await find(upload.collectionId);
      const { document, ...what } = await queueUpload(deps, workspaceId, upload);
      return { ...asDocumentView(document), ...what };
    },

    deleteDocument: (documentId) => deleteDocument(deps, workspaceId, documentId),

    async search(id, query, signal) {
      return withPresentEmbedding(async () => searchCollection(deps, { collection: await find(id), query }, signal));
    },

    async find(id, field, signal) {
      return findInCollection({ drivers }, { collection: await find(id), field }, signal);
    },

    async nearest(id, query, signal) {
      return withPresentEmbedding(async () =>
        nearestChunks({ pool, drivers }, { collection: await find(id), query }, signal),
      );
    },

    async add(id, documents, options) {
      return withPresentEmbedding(async () => addDocuments(deps, { collection: await find(id), documents }, options));
    },
  };
}

function allOf(collectionId: string) {
  return {
    where: { collectionId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  } satisfies Prisma.DocumentFindManyArgs;
}

async function readSizes({ pool, drivers }: CollectionsDeps, collection: CollectionRecord): Promise<CollectionSizes> {
  const { rows } = await pool.query(collectionSizes({ collectionId: collection.id }));
  const sample = await pool.query<{ text: string }>(sampleTexts({ collectionId: collection.id }));
  const isOther = isOtherLanguage(sample.rows.map(({ text }) => text));
  const sizes = CollectionSizes.parse({ ...rows[0], isOtherLanguage: isOther });
  return collection.driver === "postgres"
    ? sizes
    : { ...sizes, chunks: await (await drivers.open(collection)).count() };
}

async function deleteCollection({ prisma, drivers }: CollectionsDeps, collection: CollectionRecord): Promise<void> {
  const { id, workspaceId } = collection;
  if (collection.driver !== "postgres") await (await drivers.open(collection)).deleteAll().catch(ignoreUnreachable);
  const files = await prisma.document.findMany({ where: { collectionId: id }, select: { fileId: true } });
  const fileIds = files.flatMap(({ fileId }) => fileId ?? []);
  await prisma.$transaction([
    prisma.collection.delete({ where: { id } }),
    prisma.file.deleteMany({ where: { id: { in: fileIds }, workspaceId } }),
  ]);
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
