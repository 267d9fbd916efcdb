import { z } from "zod";
import { defined } from "../../lib/values/defined.ts";
import { Done } from "../../lib/views/api-views.ts";
import { NewWebSource, WebPageView, WebSourceView } from "../../lib/views/web-source-views.ts";
import { done, Id } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Collections"];
const path = "/collections/{id}/sources";
const one = z.strictObject({ id: Id, sourceId: Id });
const { address, include, exclude, mostPages, mostMegabytes, everyHours, whenGone } = NewWebSource.shape;
/** Without the defaults: what is left out stays as it is. */
const Change = one.extend({
  address: address.optional(),
  include: include.unwrap().optional(),
  exclude: exclude.unwrap().optional(),
  mostPages: mostPages.unwrap().optional(),
  mostMegabytes: mostMegabytes.unwrap().optional(),
  everyHours: everyHours.unwrap().optional(),
  whenGone: whenGone.unwrap().optional(),
});
const Pages = one.extend({
  from: z.number().int().min(0).max(100_000).default(0).meta({ description: "The first page, counted from 0." }),
  limit: z.number().int().min(1).max(200).default(50).meta({ description: "How many pages." }),
});
const addressOf = ({ id, sourceId }: z.infer<typeof one>) => ({ collectionId: id, sourceId });

/** Pages of the web and sitemaps whose pages are documents of a collection. */
export const sources = router({
  list: procedure("collections.read")
    .meta({ openapi: { method: "GET", path, summary: "Web pages of a collection", tags } })
    .input(z.strictObject({ id: Id }))
    .output(z.array(WebSourceView))
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).web.list(input.id)),

  add: procedure("collections.write")
    .meta({
      status: 201,
      openapi: {
        method: "POST",
        path,
        summary: "Add a web page or a sitemap",
        description:
          "Its pages are read in the background and become documents, each named by its address. `pages` says how far that is. Pages that the robots.txt of their site does not allow are left out.",
        tags,
      },
    })
    .input(NewWebSource.extend({ id: Id }))
    .output(WebSourceView)
    .mutation(({ ctx, input: { id, ...source } }) => ctx.app.collections(ctx.workspaceId).web.add(id, source)),

  update: procedure("collections.write")
    .meta({
      openapi: {
        method: "PATCH",
        path: `${path}/{sourceId}`,
        summary: "Change a web page or sitemap",
        description:
          "Another address, other patterns or limits have the pages read at once: pages that are no longer listed are gone.",
        tags,
      },
    })
    .input(Change)
    .output(WebSourceView)
    .mutation(({ ctx, input }) => {
      const { id: _, sourceId: __, ...change } = input;
      return ctx.app.collections(ctx.workspaceId).web.update(addressOf(input), defined(change));
    }),

  refresh: procedure("collections.write")
    .meta({
      openapi: {
        method: "POST",
        path: `${path}/{sourceId}/refresh`,
        summary: "Refresh a web page or sitemap",
        description:
          "Pages that have not changed are skipped, and those that have replace their documents. Nothing happens while it is being refreshed.",
        tags,
      },
    })
    .input(one)
    .output(WebSourceView)
    .mutation(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).web.refresh(addressOf(input))),

  delete: procedure("collections.write")
    .meta({
      openapi: {
        method: "DELETE",
        path: `${path}/{sourceId}`,
        summary: "Remove a web page or sitemap",
        description: "With the documents of its pages, but those that another source of the collection lists.",
        tags,
      },
    })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.app.collections(ctx.workspaceId).web.delete(addressOf(input));
      return done;
    }),

  pages: procedure("collections.read")
    .meta({
      openapi: {
        method: "GET",
        path: `${path}/{sourceId}/pages`,
        summary: "Pages of a sitemap",
        description: "Those that failed come first; `error` says why.",
        tags,
      },
    })
    .input(Pages)
    .output(z.array(WebPageView))
    .query(({ ctx, input }) => ctx.app.collections(ctx.workspaceId).web.pages(addressOf(input), input)),
});
