import { z } from "zod";
import { CredentialProvider, CredentialView, Done } from "../../../lib/views/api-views.ts";
import { createCredential, deleteCredential, listCredentials } from "../../../platform/vault/credentials.ts";
import { testCredential } from "../../models/test-credential.ts";
import { done, Id, Name } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const NewCredential = z.strictObject({
  name: Name,
  provider: CredentialProvider,
  baseUrl: z.string().trim().min(1).max(500),
  /** Empty for servers that ask for none. */
  secret: z.string().max(4000),
});

export const credentials = router({
  create: procedure("credentials.manage")
    .input(NewCredential)
    .output(CredentialView)
    .mutation(({ ctx, input }) => {
      const by = { workspaceId: ctx.workspaceId, createdBy: requireUser(ctx).id };
      return createCredential({ prisma: ctx.app.db.prisma, vault: ctx.app.vault }, by, input);
    }),

  list: procedure("credentials.read")
    .output(z.array(CredentialView))
    .query(({ ctx }) => listCredentials(ctx.app.db.prisma, ctx.workspaceId)),

  delete: procedure("credentials.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteCredential(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),

  /** Asks the provider for its list of models; describes the answer. */
  test: procedure("credentials.manage")
    .input(z.strictObject({ id: Id }))
    .output(z.object({ ok: z.boolean(), message: z.string() }))
    .mutation(({ ctx, input, signal }) =>
      testCredential(ctx.app, { workspaceId: ctx.workspaceId, id: input.id, signal }),
    ),
});
