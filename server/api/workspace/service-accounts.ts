import { z } from "zod";
import { ApiKeyView, Done } from "../../../lib/views/api-views.ts";
import { ServiceAccountView } from "../../../lib/views/workspace-views.ts";
import { revokeApiKey } from "../../auth/api-keys.ts";
import {
  createAccountKey,
  createServiceAccount,
  deleteServiceAccount,
  listServiceAccounts,
  updateServiceAccount,
} from "../../auth/service-accounts.ts";
import { asDate, done, Id, Name, RoleChoice } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";
import { NewKey } from "./api-keys.ts";

const manage = procedure("service-accounts.manage");

export const serviceAccounts = router({
  list: manage
    .output(z.array(ServiceAccountView))
    .query(({ ctx }) => listServiceAccounts(ctx.app.db.prisma, ctx.workspaceId)),

  create: manage
    .input(z.strictObject({ name: Name, role: RoleChoice }))
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => {
      const by = { workspaceId: ctx.workspaceId, createdBy: requireUser(ctx).id };
      return createServiceAccount(ctx.app.db.prisma, { ...by, ...input });
    }),

  update: manage
    .input(
      z.strictObject({ id: Id, name: Name.optional(), role: RoleChoice.optional(), disabled: z.boolean().optional() }),
    )
    .output(Done)
    .mutation(async ({ ctx, input: { id, ...change } }) => {
      await updateServiceAccount(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id }, change);
      return done;
    }),

  delete: manage
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteServiceAccount(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id: input.id });
      return done;
    }),

  /** The key may do what was chosen of what the account may do, and loses what the account loses. It is told once. */
  createKey: manage
    .input(NewKey.extend({ accountId: Id }))
    .output(ApiKeyView.extend({ key: z.string() }))
    .mutation(({ ctx, input: { accountId, ...ask } }) => {
      const of = { workspaceId: ctx.workspaceId, id: accountId };
      const key = { ...ask, createdBy: requireUser(ctx).id, expiresAt: asDate(ask.expiresAt) };
      return createAccountKey(ctx.app.db.prisma, of, key);
    }),

  revokeKey: manage
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiKey(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id: input.id, isOfAccount: true });
      return done;
    }),
});
