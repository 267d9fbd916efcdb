import { z } from "zod";
import { AccountView, PasskeyView, SignInWays } from "../../../lib/views/account-views.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { oidcOf } from "../../../platform/oidc-settings.ts";
import { getAccount, setPassword, updateAccount } from "../../auth/account.ts";
import { passkeyAddress } from "../../auth/passkeys/passkey-address.ts";
import { listPasskeys, removePasskey, renamePasskey } from "../../auth/passkeys/passkeys.ts";
import { done, Email, Id, Name, Password } from "../shared/inputs.ts";
import { perPerson } from "../shared/limits.ts";
import { requireUser } from "../shared/require-user.ts";
import { openProcedure, procedure, router } from "../trpc.ts";

/** The caller's own account, whatever their role: no input names a person. */
export const account = router({
  /** What the sign-in page offers. */
  signInWays: openProcedure("sign-in")
    .output(SignInWays)
    .query(async ({ ctx }) => ({
      ...(await ctx.app.auth.ways()),
      needsTwoFactor: ctx.actor.kind === "guest" && ctx.actor.lacks === "two-factor",
    })),

  get: procedure("account.manage")
    .output(AccountView)
    .query(({ ctx }) => {
      const provider = oidcOf(ctx.app.env)?.name;
      const passkeys = passkeyAddress(ctx.app.env);
      return getAccount(ctx.app.db.prisma, { userId: requireUser(ctx).id, provider, passkeys });
    }),

  update: procedure("account.manage")
    .input(z.strictObject({ name: Name.optional(), email: Email.optional() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await updateAccount(ctx.app.db.prisma, requireUser(ctx).id, input);
      return done;
    }),

  setPassword: procedure("account.manage")
    .use(perPerson())
    .input(z.strictObject({ password: Password, currentPassword: z.string().max(200).optional() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { db, auth } = ctx.app;
      const who = {
        userId: requireUser(ctx).id,
        sessionId: ctx.actor.kind === "user" ? ctx.actor.sessionId : undefined,
      };
      await setPassword({ prisma: db.prisma, passwords: auth.passwords }, { ...who, ...input });
      return done;
    }),

  passkeys: procedure("account.manage")
    .output(z.array(PasskeyView))
    .query(({ ctx }) => listPasskeys(ctx.app.db.prisma, requireUser(ctx).id)),

  renamePasskey: procedure("account.manage")
    .input(z.strictObject({ id: Id, name: Name }))
    .output(Done)
    .mutation(async ({ ctx, input: { id, name } }) => {
      await renamePasskey(ctx.app.db.prisma, { userId: requireUser(ctx).id, id }, name);
      return done;
    }),

  removePasskey: procedure("account.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input: { id } }) => {
      await removePasskey(ctx.app.db.prisma, { userId: requireUser(ctx).id, id });
      return done;
    }),
});
