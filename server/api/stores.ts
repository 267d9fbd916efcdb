import { z } from "zod";
import { stateLimits, storeNamePattern } from "../../lib/state/state-change.ts";
import { Done } from "../../lib/views/api-views.ts";
import { EntryPage, EntryView, StoreView } from "../../lib/views/state-views.ts";
import { deleteEntry, deleteStore, getEntry, listEntries, listStores } from "../../state/read-stores.ts";
import { watchEntries } from "../../state/watch-entries.ts";
import { memberStreams } from "../limits/event-streams.ts";
import { done } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Stores"];
const StoreName = z
  .string()
  .regex(storeNamePattern, "A store's name has up to 64 letters, digits, and . _ - after the first one.");
const Key = z.string().min(1).max(stateLimits.keyLength);
const oneStore = z.strictObject({ name: StoreName });
const oneEntry = oneStore.extend({ key: Key });
const Page = oneStore.extend({
  prefix: z.string().max(stateLimits.keyLength).default("").meta({ description: "What the keys begin with." }),
  cursor: Key.optional().meta({ description: "`nextCursor` of the page before." }),
  limit: z.number().int().min(1).max(200).default(50).meta({ description: "How many entries." }),
});

export const stores = router({
  list: procedure("state.read")
    .meta({ openapi: { method: "GET", path: "/stores", summary: "List stores", tags } })
    .output(z.array(StoreView))
    .query(({ ctx }) => listStores(ctx.app.db.pool, ctx.workspaceId)),

  entries: procedure("state.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/stores/{name}",
        summary: "Entries of a store",
        description: "By their keys, each with the beginning of its value.",
        tags,
      },
    })
    .input(Page)
    .output(EntryPage)
    .query(({ ctx, input: { name, prefix, cursor, limit } }) =>
      listEntries(ctx.app.db.pool, ctx.workspaceId, { store: name, prefix, after: cursor, limit }),
    ),

  entry: procedure("state.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/stores/{name}/{key}",
        summary: "An entry of a store",
        description: "The value that State nodes keep under the key.",
        tags,
      },
    })
    .input(oneEntry)
    .output(EntryView)
    .query(({ ctx, input: { name, key } }) => getEntry(ctx.app.db.pool, ctx.workspaceId, { store: name, key })),

  /** Entries of stores that need not be there yet, as they change. */
  watch: procedure("state.read")
    .input(
      z.strictObject({
        entries: z
          .array(z.strictObject({ store: StoreName, key: Key }))
          .min(1)
          .max(10),
      }),
    )
    .subscription(async function* ({ ctx: { app, workspaceId }, input, signal = new AbortController().signal }) {
      using _place = memberStreams(workspaceId);
      yield* watchEntries(app.db.pool, { workspaceId, entries: input.entries }, signal);
    }),

  deleteEntry: procedure("state.write")
    .meta({
      openapi: { method: "DELETE", path: "/stores/{name}/{key}", summary: "Delete an entry of a store", tags },
    })
    .input(oneEntry)
    .output(Done)
    .mutation(async ({ ctx, input: { name, key } }) => {
      await deleteEntry(ctx.app.db.pool, ctx.workspaceId, { store: name, key });
      return done;
    }),

  delete: procedure("state.write")
    .meta({
      openapi: { method: "DELETE", path: "/stores/{name}", summary: "Delete a store with its entries", tags },
    })
    .input(oneStore)
    .output(Done)
    .mutation(async ({ ctx, input: { name } }) => {
      await deleteStore(ctx.app.db.pool, ctx.workspaceId, name);
      return done;
    }),
});
