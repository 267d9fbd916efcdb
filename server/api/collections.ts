import { z } from "zod";
import { NewCollection } from "../../collections/settings.ts";
import { SearchMode } from "../../lib/collection.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { Document } from "../../lib/values/values.ts";
import { CollectionView, DocumentView, Done } from "../../lib/views/api-views.ts";
import { Description, done, Id, Name } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Collections"];
const one = z.strictObject({ id: Id });
const Search = z.strictObject({
  id: Id,
  text: z.string().trim().min(1, "Enter what to search for.").max(4000).meta({ pattern: "\\S" }),
  limit: z.number().int().min(1).max(50).default(5).meta({ description: "How many chunks, best first." }),
  mode: SearchMode.default("hybrid").meta({
    description: "By meaning (vector), by words (text), or both (hybrid).",
  }),
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

  deleteDocument: procedure("collections.write")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/collections/{id}/documents/{documentId}",
        summary: "Delete a document",
        tags,
      },
    })
    .input(z.strictObject({ id: Id, documentId: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const collection = ctx.app.collections(ctx.workspaceId);
      const documents = await collection.documents(input.id);
      if (!documents.some(({ id }) => id === input.documentId)) {
        throw new PatchbayError("not_found", "This document is not in this collection.");
      }
      await collection.deleteDocument(input.documentId);
      return done;
    }),

  search: procedure("collections.read")
    .meta({ openapi: { method: "POST", path: "/collections/{id}/search", summary: "Search a collection", tags } })
    .input(Search)
    .output(z.array(Document))
    .query(({ ctx, input: { id, ...query }, signal }) =>
      ctx.app.collections(ctx.workspaceId).search(id, query, signal ?? AbortSignal.timeout(30_000)),
    ),
});
