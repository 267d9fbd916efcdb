import { z } from "zod";
import { ApiKeyView, Done } from "../../../lib/views/api-views.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "../../auth/api-keys.ts";
import { asDate, done, FutureTime, Id, Name } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

export const apiKeys = router({
  /** The key may do what its maker may do now, except for what needs a person. It is told once. */
  create: procedure("api-keys.manage")
    .input(z.strictObject({ name: Name, expiresAt: FutureTime.optional() }))
    .output(ApiKeyView.extend({ key: z.string() }))
    .mutation(({ ctx, input }) => {
      const { name, expiresAt } = input;
      const { role, workspaceId } = ctx.member;
      const createdBy = requireUser(ctx).id;
      return createApiKey(ctx.app.db.prisma, { workspaceId, name, role, createdBy, expiresAt: asDate(expiresAt) });
    }),

  list: procedure("api-keys.manage")
    .output(z.array(ApiKeyView))
    .query(({ ctx }) => listApiKeys(ctx.app.db.prisma, ctx.workspaceId)),

  revoke: procedure("api-keys.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiKey(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),
});
