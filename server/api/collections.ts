import { z } from "zod";
import { NewCollection } from "../../collections/settings.ts";
import { ChunkSize, ChunkUnit, SearchMode } from "../../lib/documents/collection.ts";
import { DocumentMetadata } from "../../lib/documents/document-metadata.ts";
import { EmbeddingChoice } from "../../lib/documents/embedding-choice.ts";
import { SearchedChunk } from "../../lib/search-filter/explanation.ts";
import { SearchFilter } from "../../lib/search-filter/search-filter.ts";
import { Revision } from "../../lib/values/bounds.ts";
import { defined } from "../../lib/values/defined.ts";
import { ChunkView, CollectionSizes, CollectionView, DocumentView, Done } from "../../lib/views/api-views.ts";
import { Description, done, Id, Name } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Collections"];
const one = z.strictObject({ id: Id });
const oneDocument = z.strictObject({ id: Id, documentId: Id });
const Chunks = oneDocument.extend({
  from: z.number().int().min(0).max(1_000_000).default(0).meta({ description: "The first chunk, counted from 0." }),
  limit: z.number().int().min(1).max(100).default(50).meta({ description: "How many chunks." }),
});
const addressOf = ({ id, documentId }: z.infer<typeof oneDocument>) => ({ collectionId: id, documentId });
const Search = z.strictObject({
  id: Id,
  text: z.string().trim().min(1, "Enter what to search for.").max(4000).meta({ pattern: "\\S" }),
  limit: z.number().int().min(1).max(50).default(5).meta({ description: "How many chunks, best first." }),
  mode: SearchMode.default("hybrid").meta({
    description: "By meaning (vector), by words (text), or both (hybrid).",
  }),
  minScore: z.number().min(0).max(1).optional().meta({ description: "Chunks below it are left out." }),
  filter: SearchFilter.optional().meta({
    description: "Which documents are searched, by their fields.",
  }),
  diversity: z.number().min(0).max(1).optional().meta({ description: "Towards 1: chunks that say different things." }),
  give: z
    .enum(["chunks", "sections", "documents"])
    .optional()
    .meta({ description: "The chunks that were found, or all that stands around each." }),
  explain: z.boolean().optional().meta({ description: "Each chunk says in `explained` how it was found." }),
});

export const collections = router({
  list: procedure("collections.read")
    .meta({ openapi: { method: "GET", path: "/collections", summary: "List collections", tags } })
    .output(z.array(CollectionView))
    .query(({ ctx }) => ctx.app.collections(ctx.workspaceId).list()),

  get: procedure("collections.read")
    .meta({ openapi: { method: "GET", path: "/collections/{id}", summary: "A collection", tags } })
    .input(one)
    .output(CollectionView)
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).get(input.id)),

  create: procedure("collections.write")
    .meta({ status: 201, openapi: { method: "POST", path: "/collections", summary: "Create a collection", tags } })
    .input(NewCollection.omit({ exampleKey: true }))
    .output(CollectionView)
    .mutation(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).create(input)),

  rename: procedure("collections.write")
    .meta({ openapi: { method: "PATCH", path: "/collections/{id}", summary: "Rename a collection", tags } })
    .input(z.strictObject({ id: Id, name: Name.optional(), description: Description.optional() }))
    .output(CollectionView)
    .mutation(({ ctx, input: { id, ...change } }) => ctx.app.collections(ctx.workspaceId).update(id, change)),

  setEmbedding: procedure("collections.write")
    .meta({
      openapi: {
        method: "PUT",
        path: "/collections/{id}/embedding",
        summary: "Change the embedding of a collection",
        description:
          "The chunks are embedded again in the background, and `reembedding` of the collection says how far that is. Searches use the present embedding until all are done. The present embedding takes back a change that is under way.",
        tags,
      },
    })
    .input(z.strictObject({ id: Id, embedding: EmbeddingChoice }))
    .output(CollectionView)
    .mutation(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).setEmbedding(input.id, input.embedding)),

  delete: procedure("collections.write")
    .meta({ openapi: { method: "DELETE", path: "/collections/{id}", summary: "Delete a collection", tags } })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.app.collections(ctx.workspaceId).delete(input.id);
      return done;
    }),

  documents: procedure("collections.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/collections/{id}/documents",
        summary: "Documents of a collection",
        description:
          "`status` goes from queued over processing to ready or failed. `chunksTotal` is 0 until the file has been read, and then `chunksDone` counts up to it.",
        tags,
      },
    })
    .input(one)
    .output(z.array(DocumentView))
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).documents(input.id)),

  document: procedure("collections.read")
    .meta({
      openapi: { method: "GET", path: "/collections/{id}/documents/{documentId}", summary: "A document", tags },
    })
    .input(oneDocument)
    .output(DocumentView)
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).document(addressOf(input))),

  chunks: procedure("collections.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/collections/{id}/documents/{documentId}/chunks",
        summary: "Chunks of a document",
        description: "As they were cut, in their order.",
        tags,
      },
    })
    .input(Chunks)
    .output(z.array(ChunkView))
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).chunks(addressOf(input), input)),

  reindex: procedure("collections.write")
    .meta({
      openapi: {
        method: "POST",
        path: "/collections/{id}/documents/{documentId}/reindex",
        summary: "Index a document again",
        description:
          "Splits and indexes the document's file again, in chunks of another size when one is given, in characters or, with `chunkUnit`, in tokens of the collection's embedding. Until it is ready, searches do not find its chunks. A document that a pipeline added has no file: run the pipeline again.",
        tags,
      },
    })
    .input(oneDocument.extend({ chunkSize: ChunkSize.optional(), chunkUnit: ChunkUnit.optional() }))
    .output(DocumentView)
    .mutation(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).reindex(addressOf(input), input)),

  setDocumentMetadata: procedure("collections.write")
    .meta({
      openapi: {
        method: "PUT",
        path: "/collections/{id}/documents/{documentId}/metadata",
        summary: "Set the fields of a document",
        description:
          "They take the place of those that were given before, and searches are filtered by them at once. With `revision`, fields that have changed since are kept and the call is refused with 409 stale_revision.",
        tags,
      },
    })
    .input(
      oneDocument.extend({
        metadata: DocumentMetadata,
        revision: Revision.optional().meta({
          description: "The revision of the document that you read. Without it, the fields are overwritten.",
        }),
      }),
    )
    .output(DocumentView)
    .mutation(({ ctx, input }) =>
      ctx.app.collections(ctx.workspaceId).setMetadata(addressOf(input), input.metadata, input.revision),
    ),

  sizes: procedure("collections.read")
    .meta({ openapi: { method: "GET", path: "/collections/{id}/sizes", summary: "Sizes of a collection", tags } })
    .input(one)
    .output(CollectionSizes)
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).sizes(input.id)),

  deleteDocument: procedure("collections.write")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/collections/{id}/documents/{documentId}",
        summary: "Delete a document",
        tags,
      },
    })
    .input(oneDocument)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const collection = ctx.app.collections(ctx.workspaceId);
      await collection.document(addressOf(input));
      await collection.deleteDocument(input.documentId);
      return done;
    }),

  search: procedure("collections.read")
    .meta({ openapi: { method: "POST", path: "/collections/{id}/search", summary: "Search a collection", tags } })
    .input(Search)
    .output(z.array(SearchedChunk))
    .query(({ ctx, input: { id, ...query }, signal }) =>
      ctx.app.collections(ctx.workspaceId).search(id, defined(query), signal ?? AbortSignal.timeout(30_000)),
    ),
});
