import { z } from "zod";
import { Scopes } from "../../../lib/access/permissions.ts";
import { ApiKeyView, Done } from "../../../lib/views/api-views.ts";
import { createOwnKey, listApiKeys, revokeApiKey } from "../../auth/api-keys.ts";
import { asDate, done, FutureTime, Id, Name } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

export const NewKey = z.strictObject({
  name: Name,
  expiresAt: FutureTime.optional(),
  scopes: Scopes.optional(),
  pipelineIds: z.array(Id).min(1, "Choose at least one pipeline.").max(100, "Choose at most 100 pipelines.").optional(),
});

export const apiKeys = router({
  /** The key may do what was chosen of what its maker may do, and loses what its maker loses. It is told once. */
  create: procedure("api-keys.manage")
    .input(NewKey)
    .output(ApiKeyView.extend({ key: z.string() }))
    .mutation(({ ctx, input }) => {
      const maker = { member: ctx.member, userId: requireUser(ctx).id };
      return createOwnKey(ctx.app.db.prisma, maker, { ...input, expiresAt: asDate(input.expiresAt) });
    }),

  list: procedure("api-keys.manage")
    .output(z.array(ApiKeyView))
    .query(({ ctx }) => listApiKeys(ctx.app.db.prisma, ctx.workspaceId)),

  revoke: procedure("api-keys.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiKey(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id: input.id, isOfAccount: false });
      return done;
    }),
});
