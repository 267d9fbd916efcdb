import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { InvitationView } from "../../../lib/views/workspace-views.ts";
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  revokeInvitation,
  viewInvitation,
} from "../../auth/invitations.ts";
import { done, Email, Id, Name, Password, RoleChoice, Token } from "../shared/inputs.ts";
import { perIp } from "../shared/limits.ts";
import { requireUser } from "../shared/require-user.ts";
import { openProcedure, procedure, router } from "../trpc.ts";

export const invitations = router({
  create: procedure("invitations.manage")
    .input(z.strictObject({ email: Email.optional(), role: RoleChoice }))
    .output(z.object({ id: z.string(), url: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { db, env } = ctx.app;
      const createdBy = requireUser(ctx).id;
      const { id, token } = await createInvitation(db.prisma, { workspaceId: ctx.workspaceId, createdBy, ...input });
      return { id, url: `${env.PATCHBAY_URL}/invite/${token}` };
    }),

  list: procedure("invitations.manage")
    .output(z.array(InvitationView))
    .query(({ ctx }) => listInvitations(ctx.app.db.prisma, ctx.workspaceId)),

  revoke: procedure("invitations.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeInvitation(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),

  view: openProcedure("invitations.accept")
    .use(perIp("invitations"))
    .input(z.strictObject({ token: Token }))
    .output(
      z.object({
        workspace: z.string(),
        email: z.string().nullable(),
        role: z.string(),
        /** Who is signed in. */
        you: z.object({ name: z.string(), email: z.string() }).nullable(),
        /** The id of the workspace, for those who are members already. */
        memberOf: z.string().nullable(),
      }),
    )
    .query(({ ctx, input }) => viewInvitation(ctx.app.db.prisma, ctx.actor, input.token)),

  /** Who is signed in joins as who they are; for others it makes the person, and the page then signs in. */
  accept: openProcedure("invitations.accept")
    .use(perIp("invitations"))
    .input(
      z.strictObject({ token: Token, name: Name.optional(), email: Email.optional(), password: Password.optional() }),
    )
    .output(z.object({ workspaceId: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { db, auth, env } = ctx.app;
      if (ctx.actor.kind === "anonymous" && !env.PATCHBAY_PASSWORD_SIGN_IN) {
        const message =
          "There are no passwords here. Sign in with the identity provider, then open the invitation again.";
        throw new PatchbayError("forbidden", message);
      }
      const deps = { prisma: db.prisma, passwords: auth.passwords };
      const { userId, workspaceId, role, email } = await acceptInvitation(deps, ctx.actor, input);
      await ctx.app.audit.record({
        ...{ workspaceId, ip: ctx.ip, action: "member.joined", kind: "member", details: { role } },
        ...{ actor: { kind: "user", id: userId, name: email }, target: { id: userId, name: email } },
      });
      return { workspaceId };
    }),
});
