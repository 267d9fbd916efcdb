import { z } from "zod";
import { Done } from "../../lib/views/api-views.ts";
import { CacheView } from "../../lib/views/cache-views.ts";
import { clearCache, listCaches } from "../../state/cache/cache.ts";
import { done } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

/** What Cache nodes keep. */
export const caches = router({
  list: procedure("state.read")
    .output(z.array(CacheView))
    .query(({ ctx }) => listCaches(ctx.app.db.pool, ctx.workspaceId)),

  clear: procedure("state.write")
    .input(z.strictObject({ cache: z.string().min(1).max(100) }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await clearCache(ctx.app.db.pool, ctx.workspaceId, input.cache);
      return done;
    }),
});
