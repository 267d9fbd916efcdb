import { z } from "zod";
import { ModelPrice } from "../../../lib/models/prices.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { listPrices, removePrice, setPrice } from "../../../platform/model-prices.ts";
import { done } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

/** What the workspace pays for its models. It counts for the steps that end from then on. */
export const prices = router({
  list: procedure("models.read")
    .output(z.array(ModelPrice))
    .query(({ ctx }) => listPrices(ctx.app.db.prisma, ctx.workspaceId)),

  set: procedure("prices.manage")
    .input(ModelPrice)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setPrice(ctx.app.db.prisma, ctx.workspaceId, input);
      return done;
    }),

  remove: procedure("prices.manage")
    .input(ModelPrice.pick({ model: true }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removePrice(ctx.app.db.prisma, ctx.workspaceId, input.model);
      return done;
    }),
});
